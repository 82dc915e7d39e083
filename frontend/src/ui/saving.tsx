/** Beside a setting that the server has not stored yet. Its room is kept while it is not shown. */
export const Saving = ({ shown }: { readonly shown: boolean }) => (
  <span class="saving" data-shown={shown}>
    saving…
  </span>
);

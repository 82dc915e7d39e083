/** The title of the tab, which is all that is seen of the page while another one is in front. */
import { useEffect } from 'preact/hooks';

/** @param said what the status says without what counts */
export function useTitle(said: string, sessionId: string | undefined): void {
  const status = said.split('. ', 1)[0] ?? said;
  const title = [status, sessionId, 'Podium'].filter((part) => part !== undefined).join(' · ');
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = 'Podium';
    };
  }, [title]);
}

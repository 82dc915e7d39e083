/** What the page must know of its stage before it can do anything: `/config.json`, checked. */
import * as v from 'valibot';

const schema = v.object({
  /** `wss://…/<stage>` */
  webSocketUrl: v.string(),
  /** BCP 47 tags that a speaker may choose from. */
  languages: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Who may follow a session. */
  listeners: v.optional(v.picklist(['anyone', 'signedIn']), 'anyone'),
  signIn: v.object({
    authority: v.string(),
    /** Where the provider's OpenID Connect metadata are. */
    metadataUrl: v.string(),
    clientId: v.string(),
    scope: v.string(),
  }),
});

export type Config = v.InferOutput<typeof schema>;

/** Rejects where it cannot be had, or is not what a page of this version needs. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return v.parse(schema, await response.json());
}

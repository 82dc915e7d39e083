/** Access tokens, unsigned: that the authorizer knows good ones from bad is shown elsewhere. */

export interface Token {
  readonly speakerId: string;
  readonly expiresAtSeconds: number;
}

export const tokenText = ({ speakerId, expiresAtSeconds }: Token): string =>
  `${speakerId}.${expiresAtSeconds}`;

export function tokenOf(text: string | undefined): Token | undefined {
  const [speakerId, expiry] = text?.split('.') ?? [];
  return speakerId === undefined || expiry === undefined
    ? undefined
    : { speakerId, expiresAtSeconds: Number(expiry) };
}

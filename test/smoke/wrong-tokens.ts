/** What can be made of a good access token without a key: tokens that every stage must refuse. */

/** @returns tokens with one thing wrong, by what is wrong */
export function spoil(token: string): Readonly<Record<string, string>> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: string };
  const unsigned = encode({ alg: 'none', typ: 'JWT', kid });
  const longer = encode({ ...claims, exp: Number(claims['exp']) + 86_400 });
  // In the middle: the last character may hold bits that do not count.
  const middle = Math.floor(signature.length / 2);
  const other = signature[middle] === 'A' ? 'B' : 'A';
  const tampered = signature.slice(0, middle) + other + signature.slice(middle + 1);
  return {
    truncated: token.slice(0, -40),
    'without a signature': `${header}.${payload}.`,
    'with a tampered signature': `${header}.${payload}.${tampered}`,
    'with claims changed after signing': `${header}.${longer}.${signature}`,
    'of algorithm none': `${unsigned}.${payload}.`,
    'of algorithm none, with the signature': `${unsigned}.${payload}.${signature}`,
  };
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

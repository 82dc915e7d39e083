/** What a bundle is made of, by where its bytes come from. */
import type { Metafile } from 'esbuild';

/** In the authorizer aws-jwt-verify, with the usual settings the providers of credentials. */
const OTHER = 'aws-jwt-verify, credentials and other';

/** As many parts as a picture has colours. The first that a file's path begins with is its part. */
const parts: readonly (readonly [prefix: string, part: string])[] = [
  ['lambdas/protocol/', 'protocol and valibot'],
  ['node_modules/valibot/', 'protocol and valibot'],
  ['lambdas/', 'Podium'],
  ['infra/bundling/', 'Podium'],
  ['node_modules/@aws-sdk/client-dynamodb/', 'DynamoDB client'],
  ['node_modules/@aws-sdk/dynamodb-codec/', 'DynamoDB client'],
  ['node_modules/@aws-sdk/client-apigatewaymanagementapi/', 'management client'],
  // Before the rest of its scope.
  ['node_modules/@aws-sdk/credential-provider', OTHER],
  ['node_modules/@aws-sdk/', 'SDK core and smithy'],
  ['node_modules/@smithy/', 'SDK core and smithy'],
];

/** In bytes, largest first; together they are the bundle, but for what binds them. */
export function contentsOf({ outputs }: Metafile): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const part = parts.find(([prefix]) => file.startsWith(prefix))?.[1] ?? OTHER;
      bytes.set(part, (bytes.get(part) ?? 0) + bytesInOutput);
    }
  return new Map([...bytes].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a));
}

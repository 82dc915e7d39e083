/** Why a finding of cdk-nag's AWS Solutions rules is no hole here. docs/security-findings.md is made of these. */

export interface Explanation {
  /** The rule, and for those that find several things at one place, which. */
  readonly finding: RegExp;
  /** Paths of constructs, from the stack down; `account/` is the stack that the account's stages share. */
  readonly at: RegExp;
  readonly reason: string;
}

export const explanations: readonly Explanation[] = [
  {
    finding: /^AwsSolutions-APIG4$/,
    // Not the route of `$connect`: that one has an authorizer, or it is a finding.
    at: /^Gateway\/Api\/(?!\$connect-)/,
    reason:
      'In a WebSocket API an authorizer can stand at `$connect` only. Whoever sends on another route has passed it: the ' +
      'gateway repeats its verdict in the event of every message, and a handler that does not find it there refuses.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:.*:execute-api:.*\/(POST|DELETE)\/@connections\/\*\]$/,
    at: /^Gateway\/\w+Function\//,
    reason:
      'The wildcard stands for connection ids, which the gateway invents while the stack runs. Stage and verb are exact: ' +
      'telling a connection that it lost its session, and closing it.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /^(Gateway\/\w+|History\/)Function\//,
    reason:
      'Only where the stage has `tracing` on: X-Ray has no resources that a policy could name. The actions are writing ' +
      'trace segments and telemetry, nothing else.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::<SpeakersTable\w+\.Arn>\/stream\/\*\]$/,
    at: /^History\/Function\//,
    reason:
      'Listing the streams of this one table, which Lambda asks for before it takes them as a source; a stream is named by the ' +
      'instant at which it was switched on. Reading is allowed on the very stream.',
  },
  {
    finding: /^AwsSolutions-IAM4\[Policy::.*AmazonAPIGatewayPushToCloudWatchLogs\]$/,
    at: /^account\/AccessLogRole\//,
    reason:
      'API Gateway checks that the role of an account may write logs of all its APIs; this managed policy is the one that ' +
      'its documentation asks for. Only API Gateway can assume the role.',
  },
  {
    finding: /^AwsSolutions-IAM5\[(Action::s3:|Resource::)/,
    at: /^Site\/Upload\/Role\//,
    reason:
      "The construct library's own function, which runs at deployments only: it reads the assets that CDK has uploaded, writes " +
      "the site's bucket, and asks CloudFront to forget old copies, which takes no narrower resource in the library's policy. " +
      'It reads no session, and no speaker can call it.',
  },
  {
    finding: /^AwsSolutions-L1$/,
    at: /^Custom::CDKBucketDeployment/,
    reason:
      "The same function: its code and its Python release come with the construct library, and are renewed with it. Podium's own functions run on the newest Node release of Lambda, which a test demands.",
  },
  {
    finding: /^AwsSolutions-S1$/,
    at: /^Site\/Bucket\//,
    reason:
      'The bucket is closed to the public and holds the built page, which anyone may read through CloudFront. Who fetched a ' +
      'public file is not worth a second bucket; who connects is in the access log of the gateway.',
  },
  {
    finding: /^AwsSolutions-CFR3$/,
    at: /^Site\/Distribution\//,
    reason:
      'A log of the site would hold addresses of visitors and the query string with which a sign-in comes back. Podium keeps ' +
      'neither; handshakes and messages are in the access log of the gateway.',
  },
  {
    finding: /^AwsSolutions-CFR4$/,
    at: /^Site\/Distribution\//,
    reason:
      "Only without a domain of one's own: the minimum version of TLS belongs to a certificate, and CloudFront's default one takes no setting. " +
      'Set `siteDomain`, and it is TLS 1.2.',
  },
  {
    finding: /^AwsSolutions-CFR1$/,
    at: /^Site\/Distribution\//,
    reason: 'Speakers travel. Where they may be is the decision of a team, not a default.',
  },
  {
    finding: /^AwsSolutions-CFR2$/,
    at: /^Site\/Distribution\//,
    reason:
      'Static files, GET and HEAD only, no origin that computes. A web ACL costs money by the month and the request, and has to stand ' +
      'in us-east-1: a team that has one can attach it.',
  },
  {
    finding: /^AwsSolutions-COG1$/,
    at: /^SignIn\/Pool\//,
    reason:
      'At least 12 characters, of any kind: NIST SP 800-63B asks for length and advises against rules of composition. ' +
      'Speakers are invited; nobody signs up.',
  },
  {
    finding: /^AwsSolutions-COG2$/,
    at: /^SignIn\/Pool\//,
    reason:
      'A second factor is the decision of a team: those who want it bring a provider that has it (`oidc`), or switch it on in the pool.',
  },
  {
    finding: /^AwsSolutions-COG8$/,
    at: /^SignIn\/Pool\//,
    reason:
      'Threat protection comes with the Plus plan, which is paid by user and month. Accounts are made by invitation, wrong passwords are ' +
      'throttled by Cognito in every plan, and access tokens live for an hour.',
  },
];

/** A domain of the team's own in front of the WebSocket API. Its DNS record is theirs to make: the output names the target. */
import {
  ApiMapping,
  DomainName,
  SecurityPolicy,
  type WebSocketApi,
  type WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';

export interface GatewayDomainProps {
  /** `live.example.com` */
  readonly name: string;
  /** In the stack's region. */
  readonly certificateArn: string;
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
}

export class GatewayDomain extends Construct {
  /** What the domain's CNAME or alias record must name. */
  readonly dnsTarget: string;

  constructor(scope: Construct, id: string, { name, certificateArn, api, stage }: GatewayDomainProps) {
    super(scope, id);
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, domainName, stage });
    this.dnsTarget = domainName.regionalDomainName;
  }
}

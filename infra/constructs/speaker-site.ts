/** The speaker's and the listener's page: a private bucket behind CloudFront, and the settings that the pages read at their start. */
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { PageConfig } from '../page/page-config.ts';
import { contentSecurityPolicy, otherSecurityHeaders } from '../page/security-headers.ts';
import type { Settings } from '../settings.ts';
import { tameCleanUp } from './bucket-clean-up.ts';
import { SiteUpload } from './site-upload.ts';

export interface SpeakerSiteProps {
  readonly settings: Pick<Settings, 'siteDomain' | 'logRetentionDays'>;
  /** Whom the page may talk to beside itself: `wss://…` and the sign-in's `https://…`. */
  readonly connectsTo: readonly string[];
}

export class SpeakerSite extends Construct {
  /** Without a trailing slash: also the origin that the gateway admits. */
  readonly url: string;
  /** What the own domain has to point to, where there is one. */
  readonly dnsTarget: string | undefined;
  readonly #upload: SiteUpload;

  constructor(scope: Construct, id: string, { settings, connectsTo }: SpeakerSiteProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Made anew by every deployment: nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    tameCleanUp(bucket, settings);
    // CloudFront's names are the account's, for all regions, and CDK makes them of the stack's alone.
    const globalName = `${Stack.of(this).stackName}-${Aws.REGION}`;
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: globalName,
      customHeadersBehavior: {
        customHeaders: Object.entries(otherSecurityHeaders).map(([header, value]) => ({
          header,
          value,
          override: true,
        })),
      },
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(connectsTo), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: {
          referrerPolicy: HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          // The domain may have subdomains that are not ours to decide about.
          includeSubdomains: false,
          override: true,
        },
      },
    });
    const behavior: BehaviorOptions = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket, {
        originAccessControl: new S3OriginAccessControl(this, 'OriginAccess', {
          originAccessControlName: globalName,
        }),
      }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: headers,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    };
    // Each session has an address of its own for its listeners, and all of them are one page.
    const listening: BehaviorOptions = {
      ...behavior,
      functionAssociations: [
        {
          eventType: FunctionEventType.VIEWER_REQUEST,
          function: new Function(this, 'ListenerPath', {
            runtime: FunctionRuntime.JS_2_0,
            code: FunctionCode.fromInline(
              "function handler(event) { event.request.uri = '/listen.html'; return event.request; }",
            ),
          }),
        },
      ],
    };
    const own = settings.siteDomain;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Podium pages',
      defaultRootObject: 'index.html',
      ...(own === undefined
        ? {}
        : {
            domainNames: [own.name],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', own.certificateArn),
          }),
      defaultBehavior: behavior,
      additionalBehaviors: { '/listen': listening, '/listen/*': listening },
    });
    this.url = `https://${own?.name ?? distribution.distributionDomainName}`;
    this.dnsTarget = own && distribution.distributionDomainName;
    this.#upload = new SiteUpload(this, 'Upload', { bucket, distribution, settings });
  }

  /** Uploads the built page and its settings. */
  publish(pageDirectory: string, config: PageConfig): void {
    this.#upload.publish(pageDirectory, config);
  }
}

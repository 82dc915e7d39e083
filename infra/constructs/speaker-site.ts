/** The speaker page: a private bucket behind CloudFront, and the settings that the page reads at its start. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { PageConfig } from '../page/page-config.ts';
import { contentSecurityPolicy, otherSecurityHeaders } from '../page/security-headers.ts';

export interface SpeakerSiteProps {
  /** Whom the page may talk to beside itself: `wss://…` and the sign-in's `https://…`. */
  readonly connectsTo: readonly string[];
}

export class SpeakerSite extends Construct {
  /** Without a trailing slash: also the origin that the gateway admits. */
  readonly url: string;
  readonly #bucket: Bucket;
  readonly #distribution: Distribution;

  constructor(scope: Construct, id: string, { connectsTo }: SpeakerSiteProps) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Made anew by every deployment: nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
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
          includeSubdomains: true,
          override: true,
        },
      },
    });
    this.#distribution = new Distribution(this, 'Distribution', {
      comment: 'Podium speaker page',
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.#bucket),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: headers,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      },
      // A private bucket answers 403 for what it does not have: the page takes over from there.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 200,
        responsePagePath: '/index.html',
        ttl: Duration.minutes(1),
      })),
    });
    this.url = `https://${this.#distribution.distributionDomainName}`;
  }

  /** Uploads the built page and its settings. Hashed assets are kept for ever, what names them is asked for anew. */
  publish(pageDirectory: string, config: PageConfig): void {
    const target = { destinationBucket: this.#bucket, prune: false };
    const assets = new BucketDeployment(this, 'Assets', {
      ...target,
      sources: [Source.asset(pageDirectory, { exclude: ['index.html'] })],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const entry = new BucketDeployment(this, 'Entry', {
      ...target,
      sources: [
        Source.asset(pageDirectory, { exclude: ['assets/**'] }),
        Source.jsonData('config.json', config),
      ],
      cacheControl: [CacheControl.noCache()],
      distribution: this.#distribution,
      distributionPaths: ['/', '/index.html', '/config.json'],
    });
    // The page that names an asset is not there before the asset is.
    entry.node.addDependency(assets);
  }
}

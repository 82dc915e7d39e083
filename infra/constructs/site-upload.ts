/** The way of the built pages into its bucket, at each deployment. */
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { PageConfig } from '../page/page-config.ts';
import { stageLog, type LogSettings } from './stage-log.ts';

export interface SiteUploadProps {
  readonly bucket: Bucket;
  readonly distribution: Distribution;
  readonly settings: LogSettings;
}

export class SiteUpload extends Construct {
  readonly #props: SiteUploadProps;

  constructor(scope: Construct, id: string, props: SiteUploadProps) {
    super(scope, id);
    this.#props = props;
  }

  /** Hashed assets are kept for ever, what names them is asked for anew. */
  publish(pageDirectory: string, config: PageConfig): void {
    const { bucket, distribution, settings } = this.#props;
    // One function does both. Left to itself it logs to a group that outlives the stack.
    const logGroup = stageLog(this, 'Log', settings);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const target = { destinationBucket: bucket, prune: false, logGroup, role };
    const assets = new BucketDeployment(this, 'Assets', {
      ...target,
      sources: [Source.asset(pageDirectory, { exclude: ['*.html'] })],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const entry = new BucketDeployment(this, 'Entry', {
      ...target,
      sources: [
        Source.asset(pageDirectory, { exclude: ['assets/**'] }),
        Source.jsonData('config.json', config),
      ],
      cacheControl: [CacheControl.noCache()],
      distribution,
      // A path that is rewritten is forgotten under both of its names.
      distributionPaths: ['/', '/index.html', '/listen.html', '/listen', '/listen/*', '/config.json'],
    });
    // The page that names an asset is not there before the asset is.
    entry.node.addDependency(assets);
  }
}

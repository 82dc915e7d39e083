// `npm run deploy`, `destroy` and `synth`: what they ask `cdk` to do, and what they tell the person. Nothing here talks to AWS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { deployStage } from '../../scripts/deploy-stage.ts';
import { destroyStage, whatHappens, type Resource } from '../../scripts/destroy-stage.ts';
import { kinds, stageWith } from './stages.ts';

const project = resolve(import.meta.dirname, '../..');
const home = process.cwd();
const folders: string[] = [];

/** A project's root with this one file in it, as far as settings go. */
function rootWith(stage: string, settings: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'podium-root-'));
  folders.push(folder);
  mkdirSync(join(folder, 'infra/stages'), { recursive: true });
  if (settings !== undefined) writeFileSync(join(folder, `infra/stages/${stage}.json`), settings);
  return folder;
}
const inRootWith = (stage: string, settings: unknown) =>
  process.chdir(rootWith(stage, settings === undefined ? undefined : JSON.stringify(settings)));
afterEach(() => {
  process.chdir(home);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const argument = (args: readonly string[], name: string) => args[args.indexOf(name) + 1] ?? '';

describe('deploy', () => {
  const deployed = async (
    settings: unknown,
    outputs: Record<string, string>,
    { yes = false, code = 0 } = {},
  ) => {
    inRootWith('dev', settings);
    const asked: (readonly string[])[] = [];
    const told: string[] = [];
    const cdk = async (args: readonly string[]) => {
      asked.push(args);
      writeFileSync(argument(args, '--outputs-file'), JSON.stringify({ 'Podium-dev': outputs }));
      return code;
    };
    await deployStage('dev', yes, cdk, (line) => told.push(line));
    return { asked, told: told.join('\n') };
  };
  const outputs = { SiteUrl: 'https://site', WebSocketUrl: 'wss://ws/dev', UserPoolId: 'eu-west-1_Ab' };

  test('asks for this stage’s stack, and tells where it is and how the first speaker is made', async () => {
    const { asked, told } = await deployed(undefined, outputs);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.slice(0, 4)).toEqual(['deploy', 'Podium-dev', '-c', 'stage=dev']);
    expect(asked[0]).not.toContain('--require-approval');
    expect(told).toContain('There is no infra/stages/dev.json');
    for (const value of Object.values(outputs)) expect(told).toContain(value);
    expect(told).not.toContain('alarm');
    expect(told).toContain(
      'aws cognito-idp admin-create-user --region eu-west-1 --user-pool-id eu-west-1_Ab --username you@example.com',
    );
  });

  test('leaves it to `cdk` to ask about new permissions, unless told that nobody is there', async () => {
    const { asked } = await deployed({}, outputs, { yes: true });
    expect(argument(asked[0] ?? [], '--require-approval')).toBe('never');
  });

  test('names the DNS records of own domains, and what a foreign issuer must know', async () => {
    const { told } = await deployed(
      kinds['with a foreign issuer, own domains and everything else that can be set'],
      {
        SiteUrl: 'https://live.example.com',
        WebSocketUrl: 'wss://ws.example.com',
        SiteDnsTarget: 'd1.cloudfront.net',
        WebSocketDnsTarget: 'd-2.execute-api.eu-central-1.amazonaws.com',
      },
    );
    expect(told).toContain('live.example.com  CNAME  d1.cloudfront.net');
    expect(told).toContain('ws.example.com  CNAME  d-2.execute-api.eu-central-1.amazonaws.com');
    expect(told).toContain(
      'https://login.example.com/ allow the client podium-page to come back to https://live.example.com/ after signing in and out, and requests from https://live.example.com to its token endpoint (CORS).',
    );
    expect(told).not.toContain('admin-create-user');
    expect(told).toContain('AWS has written to ops@example.com');
  });

  test('says nothing of its own where `cdk` has failed and said why', async () => {
    await expect(deployed({}, outputs, { code: 1 })).rejects.toMatchObject({ name: 'Stopped', message: '' });
  });
});

describe('destroy', () => {
  const resources = async (given: unknown): Promise<readonly Resource[]> =>
    Object.values((await stageWith(given)).template.toJSON()['Resources'] as Record<string, Resource>);

  test('says of everything that holds data whether it goes or stays', async () => {
    const [gone, staying] = whatHappens('dev', await resources({}), false)
      .join('\n')
      .split('It leaves:');
    for (const what of ['the tables', 'the user pool', "the site's bucket", '16 log groups'])
      expect(gone).toContain(`- ${what}`);
    expect(staying).not.toMatch(/table|user pool|bucket|log groups/);
    expect(staying).toContain("account's role");
  });

  test('keeps what retention was asked for, and nothing else', async () => {
    const [gone, staying] = whatHappens('dev', await resources({ removal: 'retain' }), false)
      .join('\n')
      .split('It leaves:');
    expect(staying).toContain('- the tables, with every session and its history');
    expect(staying).toContain('- the user pool');
    expect(gone).not.toMatch(/the tables|the user pool/);
    expect(gone).toContain('16 log groups');
  });

  const here = { region: 'eu-west-1', account: '111122223333' };
  const deployed = (...names: readonly string[]) => names.map((name) => ({ name, ...here }));

  const destroyed = async (
    answer: string,
    { lastStage = false, stacks = deployed('Podium-dev', 'PodiumAccount') } = {},
  ) => {
    inRootWith('dev', {});
    const asked: string[] = [];
    const regions = new Set<string | undefined>();
    const cdk = async (args: readonly string[], region?: string) => {
      asked.push(args.filter((arg) => !arg.includes(tmpdir())).join(' '));
      regions.add(region);
      if (args[0] === 'synth')
        writeFileSync(
          join(argument(args, '--output'), 'Podium-dev.template.json'),
          JSON.stringify({ Resources: { Table: { Type: 'AWS::DynamoDB::GlobalTable' } } }),
        );
      return 0;
    };
    const told: string[] = [];
    const running = destroyStage({
      stage: 'dev',
      lastStage,
      cdk,
      find: async () => stacks,
      say: (line) => told.push(line),
      ask: async (question) => {
        told.push(question);
        return answer;
      },
    });
    return { asked, told, failed: await running.then(() => undefined, String), regions: [...regions] };
  };

  test('deletes the stage’s own stack when its name is typed, in the region that was named', async () => {
    const { asked, failed, regions, told } = await destroyed('dev');
    expect(regions).toEqual(['eu-west-1']);
    expect(failed).toBeUndefined();
    expect(asked).toEqual([
      'synth Podium-dev --quiet -c stage=dev --output',
      'destroy Podium-dev --app --exclusively --force',
    ]);
    expect(told.join('\n')).toContain('- the table, with every session');
    expect(told.join('\n')).toContain('from account 111122223333, region eu-west-1: ');
  });

  test('says so where there is nothing to delete, and asks nobody', async () => {
    const { asked, failed, told } = await destroyed('dev', { stacks: deployed('Podium-prod') });
    expect(failed).toContain('There is no Podium-dev where your AWS profile points to');
    expect([asked, told]).toEqual([[], []]);
  });

  test('does not take what the stages share while another one needs it', async () => {
    const stacks = deployed('Podium-dev', 'Podium-prod', 'PodiumAccount');
    const { asked, failed } = await destroyed('dev', { lastStage: true, stacks });
    expect(failed).toContain('It is not the last stage: Podium-prod');
    expect(asked).toEqual([]);
  });

  test.each(['', 'y', 'prod'])('deletes nothing when %j is typed', async (answer) => {
    const { asked, failed } = await destroyed(answer);
    expect(failed).toContain('Nothing was deleted.');
    expect(asked.filter((command) => command.startsWith('destroy'))).toEqual([]);
  });

  test('takes what the stages share only when told that it was the last', async () => {
    const { asked } = await destroyed('dev', { lastStage: true });
    expect(asked[1]).toBe('destroy Podium-dev PodiumAccount --app --exclusively --force');
  });

  test('takes what the stages shared also when the last stage went before', async () => {
    const stacks = deployed('PodiumAccount');
    const { asked, told } = await destroyed('dev', { lastStage: true, stacks });
    expect(asked).toEqual([
      'synth PodiumAccount --quiet -c stage=dev --output',
      'destroy PodiumAccount --app --exclusively --force',
    ]);
    expect(told.join('\n')).toMatch(/^The stage dev is gone already\./);
    expect((await destroyed('dev', { stacks })).failed).toContain('There is no Podium-dev');
  });
});

describe('a wrong stage stops with one sentence and without a stack trace', () => {
  const run = async (script: string, args: readonly string[], cwd: string, input = '') => {
    const child = spawn(process.execPath, [join(project, script), ...args], {
      cwd,
      env: {
        ...process.env,
        CDK_OUTDIR: join(cwd, 'out'),
        CDK_CONTEXT_JSON: JSON.stringify({ stage: 'dev' }),
      },
    });
    child.stdin.end(input);
    let error = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
    const [code] = (await once(child, 'close')) as [number];
    return { code, error };
  };

  test.each([
    [
      'infra/app.ts',
      [],
      '{"leaseSeconds": 5}',
      'infra/stages/dev.json: leaseSeconds must be a whole number from 80 to 3600, not 5.\n',
    ],
    ['infra/app.ts', [], '{"lease": 5}', 'infra/stages/dev.json: lease is not a setting.\n'],
    [
      'infra/app.ts',
      [],
      '{"allowedOrigins": ["https://*.example.com"]}',
      'infra/stages/dev.json: allowedOrigins.0 must be an origin: https://host or https://host:port, without a path or wildcard, not "https://*.example.com".\n',
    ],
    ['infra/app.ts', [], '{', /^infra\/stages\/dev\.json is not JSON: [^\n]*\.\n$/],
    [
      'scripts/deploy.ts',
      ['--stage', 'dev'],
      '{"tracing": 1}',
      'infra/stages/dev.json: tracing must be true or false, not 1.\n',
    ],
    [
      'scripts/destroy.ts',
      ['--stage', 'dev'],
      '{"tracing": 1}',
      'infra/stages/dev.json: tracing must be true or false, not 1.\n',
    ],
    ['scripts/deploy.ts', [], '{}', 'Say which stage: npm run deploy -- --stage NAME [--yes]\n'],
    ['scripts/destroy.ts', ['--stage', '../x'], '{}', /^A stage's name is 1 to 20 [^\n]*\n$/],
    ['scripts/synth.ts', ['--stage', 'Dev'], '{}', /^A stage's name is 1 to 20 [^\n]*\n$/],
  ])('%s %j with %s', async (script, args, settings, sentence) => {
    const { code, error } = await run(script, args, rootWith('dev', settings));
    expect(code).toBe(1);
    if (typeof sentence === 'string') expect(error).toBe(sentence);
    else expect(error).toMatch(sentence);
  });
});

/** Starts from a checkout in which something is in the way: one sentence that says what to do, never a stack trace. */
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { places } from '../../infra/local/places.ts';

const FLAGS = ['--site-port', '0', '--gateway-port', '0', '--memory'];

/** What a start needs, in a folder of its own: what it keeps, it keeps beside its sources. */
function checkout() {
  const folder = mkdtempSync(join(tmpdir(), 'podium-checkout-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['infra', 'lambdas', 'frontend', 'package.json', 'tsconfig.json'])
    cpSync(join(places.project, name), join(folder, name), { recursive: true });
  symlinkSync(join(places.project, 'node_modules'), join(folder, 'node_modules'));
  return { main: join(folder, 'infra/local/main.ts'), kept: join(folder, '.podium') };
}

describe('a start from a checkout', () => {
  it('whose .podium is a file ends with one sentence', async () => {
    const { main, kept } = checkout();
    writeFileSync(kept, '');
    const ending = Promise.withResolvers<object>();
    execFile(process.execPath, [main, ...FLAGS], (error, stdout, stderr) =>
      ending.resolve({ exitCode: error?.code, stdout, stderr }),
    );
    expect(await ending.promise).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The development key .+ can be neither read nor made .+\.\n$/) as string,
    });
  });

  it('whose .podium/site is a file goes on without the page, and says so in one sentence', async () => {
    const { main, kept } = checkout();
    mkdirSync(kept);
    writeFileSync(join(kept, 'site'), '');
    const child = spawn(process.execPath, [main, ...FLAGS], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as unknown[];
    child.kill('SIGTERM');
    await ended;
    expect(line).toMatch(/^podium ready /);
    expect(stderr).toMatch(
      /^The page in frontend\/ cannot be built: EEXIST: .+: move away what is there.+\.\n$/,
    );
  });
});

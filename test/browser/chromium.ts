/** A real Chromium for tests and screenshots: out of an npm package on Linux x64, elsewhere the installed Chrome. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import packaged from '@sparticuz/chromium';
import { chromium, type LaunchOptions } from 'playwright-core';
import { knownSoundFile } from './known-sound.ts';

/** Where Chrome lives where it is installed as its makers do it. */
const installed: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  linux: ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'],
  win32: [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google\\Chrome\\Application\\chrome.exe')),
};

/** With a new profile each time; what a browser fetches for itself is off, since it would only fail and be logged. */
async function launchOptions(): Promise<LaunchOptions> {
  const executablePath = await chromiumPath();
  return {
    executablePath,
    // The packaged browser brings its letters along: the page looks the same on a machine without any.
    ...(isPackaged({ executablePath }) && {
      env: { ...process.env, FONTCONFIG_PATH: join(tmpdir(), 'fonts') },
    }),
    args: [
      // Chromium's sandbox does not work for root, which is who runs in most containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // Devices that are not there, which everybody may use and which hear what the tests know.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${knownSoundFile()}`,
    ],
  };
}

export const launchServer = () => launched((options) => chromium.launchServer(options));
export const launch = () => launched((options) => chromium.launch(options));

/** @throws Error: one sentence that says what to do */
async function launched<T>(start: (options: LaunchOptions) => Promise<T>): Promise<T> {
  const options = await launchOptions();
  try {
    return await start(options).catch(async (error: unknown) => {
      if (missingLibrary(error) === undefined || !isPackaged(options)) throw error;
      return start({ ...options, env: { ...options.env, LD_LIBRARY_PATH: await packagedLibraries() } });
    });
  } catch (error) {
    const library = missingLibrary(error);
    if (library === undefined) throw error;
    throw new Error(
      `The browser needs ${library}, which this machine lacks: install it (on Debian: libnss3), or set CHROME_PATH.`,
      { cause: error },
    );
  }
}

/** Playwright keeps what the browser said beside the message. */
const missingLibrary = (error: unknown) => /loading shared libraries: (\S+):/.exec(inspect(error))?.[1];
const isPackaged = ({ executablePath }: LaunchOptions) => executablePath?.startsWith(tmpdir()) === true;

/** The libraries that the package brings for Lambda, for a machine that has no desktop's either. */
async function packagedLibraries(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const archive = join(dirname(entry), '../bin/al2023.tar.br');
  const folder = await mkdtemp(join(tmpdir(), 'podium-libraries-'));
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'inherit', 'inherit'] });
  const unpacked = once(tar, 'close');
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin);
  await unpacked;
  return join(folder, 'lib');
}

/** @throws Error: one sentence that says what to do */
async function chromiumPath(): Promise<string> {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which does not exist: set it to the browser's program.`);
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packaged.executablePath();
  const found = (installed[process.platform] ?? []).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error('No browser was found: install Chrome, or set CHROME_PATH to its program.');
}

// In a fresh process: a function's module is imported, then asked once; what each took is the last line of its output.
interface Usage {
  /** Of all of the process's threads. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Start {
  readonly imported: Usage;
  readonly answered: Usage;
  /** Node's own modules that are part of undici, of those that were loaded. */
  readonly undiciModules: number;
  /** Of the whole process, after its answer. */
  readonly residentBytes: number;
}

const [module = '', event = ''] = process.argv.slice(2);

function stopwatch(): () => Usage {
  const [cpu, startedMs] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - startedMs };
  };
}

const importing = stopwatch();
const { handler } = (await import(module)) as { handler: (event: unknown) => Promise<unknown> };
const imported = importing();
const asked: unknown = JSON.parse(event);
const answering = stopwatch();
await handler(asked);
const answered = answering();

// https://nodejs.org/api/deprecations.html#DEP0086 keeps it: the names of all modules that Node has loaded of its own.
const loaded = Reflect.get(process, 'moduleLoadList') as readonly string[];
const start: Start = {
  imported,
  answered,
  undiciModules: loaded.filter((name) => name.includes('undici')).length,
  residentBytes: process.memoryUsage.rss(),
};
process.stdout.write(`\n${JSON.stringify(start)}\n`);
process.exit();

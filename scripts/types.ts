// `npm run types`: each room under its own settings (protocol without Node or DOM, the page without Node).
import { spawnSync } from 'node:child_process';

const rooms = ['.', 'lambdas', 'lambdas/protocol', 'frontend', 'test', 'test/infra'];

const failed = rooms.filter((room) => {
  const compiler = 'node_modules/typescript-native/bin/tsc';
  return spawnSync(process.execPath, [compiler, '-p', room], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`types: errors in ${failed.join(', ')}`);
  process.exit(1);
}

// More than one window of one speaker: a person decides, and two windows never fight.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import {
  broadcasting,
  endSession,
  itemBecomes,
  onAir,
  press,
  sees,
  startSession,
  status,
  storedItem,
} from './steps.ts';

const test = deskTest();

test('a second window continues the session, the first is told, and takes it back', async ({ desk }) => {
  const { page: first, id } = await broadcasting(desk);
  const second = await desk.openTab();
  await sees(second, 'You have a session elsewhere');
  await sees(first, 'On the air');
  await press(second, 'Continue here');
  expect(await onAir(second)).toBe(id);
  await sees(first, 'Continued in another window');
  await press(first, 'Take it back');
  expect(await onAir(first)).toBe(id);
  await sees(second, 'Continued in another window');
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, epoch: 3 });
});

test('a session taken over by another device is shown as elsewhere', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  const device = await desk.stack.connect(desk.speaker);
  const answer = await device.ask({
    action: 'resumeSession',
    requestId: randomUUID(),
    clientId: randomUUID(),
    connectionNumber: 1,
    sessionId: id,
    epoch: 1,
    takeover: true,
  });
  expect(answer).toMatchObject({ type: 'sessionResumed', epoch: 2 });
  await sees(page, 'Continued in another window');
  device.close();
});

test('a duplicated tab becomes a client of its own and leaves the first on the air', async ({ desk }) => {
  const { page: first, id } = await broadcasting(desk);
  const opened = desk.context.waitForEvent('page');
  // A window that a page opens gets a copy of its sessionStorage, as a duplicated tab does.
  await first.evaluate(() => void window.open(location.href));
  const duplicate = await opened;
  await sees(duplicate, 'You have a session elsewhere');
  const clients = await Promise.all(
    [first, duplicate].map((page) =>
      page.evaluate(() => {
        const kept = JSON.parse(sessionStorage.getItem('podium.client') ?? '{}') as { clientId?: string };
        return kept.clientId;
      }),
    ),
  );
  expect(new Set(clients).size).toBe(2);
  expect(await onAir(first)).toBe(id);
  expect(await storedItem(desk)).toMatchObject({ epoch: 1 });
});

test('a session ended in another window ends here, too', async ({ desk }) => {
  const { page: first, id } = await broadcasting(desk);
  const second = await desk.openTab();
  await press(second, 'End it');
  await second.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await sees(second, 'Ended');
  await sees(first, 'Ended');
  await first.getByText(new RegExp(`^${id} `)).waitFor();
  await itemBecomes(desk, { status: status.endedOnRequest });
});

test('a session that ended elsewhere makes room for a new one', async ({ desk }) => {
  const { page: first, id } = await broadcasting(desk);
  const second = await desk.openTab();
  await sees(second, 'You have a session elsewhere');
  await endSession(first);
  await sees(first, 'Ended');
  // This window was not told: it finds out when it asks.
  await press(second, 'Continue here');
  await sees(second, 'Ended');
  await press(second, 'Start a new session');
  expect(await startSession(second)).not.toBe(id);
});

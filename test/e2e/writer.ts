// A process of its own that, as one window of each of many speakers, takes their sessions over, changes them and
// loses its connection, again and again. Prints what it sent and what was acknowledged as one line of JSON.
import { openSocket, speakerOptions, type Message, type TestSocket } from '../support/socket.ts';

export interface WriterTask {
  readonly gateway: string;
  readonly origin: string;
  readonly speakers: readonly { readonly speaker: string; readonly token: string }[];
  /** What the stage offers its speakers. */
  readonly languages: readonly string[];
  /** Distinguishes this process's values from every other's. */
  readonly writer: number;
  readonly rounds: number;
  readonly updatesARound: number;
}

/** A value that was sent, by the pair that orders it. */
export interface SentChange {
  readonly speaker: string;
  readonly epoch: number;
  readonly change: number;
  readonly settings: SettingsMark;
  readonly acknowledged: boolean;
  /** How this writer then ended the connection that held the epoch, unless another was faster. */
  readonly ended: 'cut' | 'closed';
}

/** Volume and language together: no two updates of a speaker carry the same. */
export interface SettingsMark {
  readonly volume: number;
  readonly sourceLanguage: string;
}

const markOf = (serial: number, languages: readonly string[]): SettingsMark => ({
  volume: serial % 101,
  sourceLanguage: languages[Math.floor(serial / 101) % languages.length] ?? '',
});

async function run(task: WriterTask): Promise<SentChange[]> {
  const windows = task.speakers.map(async ({ speaker, token }) => {
    const clientId = crypto.randomUUID();
    let connectionNumber = 0;
    const connect = async () => {
      connectionNumber += 1;
      return openSocket(task.gateway, speakerOptions(token, task.origin));
    };
    const sent: SentChange[] = [];
    let serial = task.writer * task.rounds * task.updatesARound;
    for (let round = 1; round <= task.rounds; round += 1) {
      const { socket, session } = await takeOver(connect, (fields) => ({
        ...fields,
        clientId,
        connectionNumber,
      }));
      const ended = round % 2 === 0 ? 'cut' : 'closed';
      // Sent without waiting; whoever takes the session over, or the disconnect, may cut the answers off.
      const updates = Array.from({ length: task.updatesARound }, async (_, index) => {
        const settings = markOf((serial += 1), task.languages);
        const change = session.change + index + 1;
        const { sessionId, epoch } = session;
        const answer = await answered(socket, {
          action: 'updateSession',
          sessionId,
          epoch,
          change,
          ...settings,
        });
        const acknowledged = answer?.['type'] === 'sessionUpdated';
        return { speaker, epoch, change, settings, acknowledged, ended } as const;
      });
      await updates[0];
      if (ended === 'cut') socket.terminate();
      else socket.close(1000);
      sent.push(...(await Promise.all(updates)));
    }
    return sent;
  });
  return (await Promise.all(windows)).flat();
}

/** Takes the session over from whoever has it; with the new pair where another was faster, also after a cut. */
async function takeOver(
  connect: () => Promise<TestSocket>,
  command: (fields: Message) => Message,
): Promise<{ socket: TestSocket; session: { sessionId: string; epoch: number; change: number } }> {
  let socket = await connect();
  let pair: Message = {};
  for (;;) {
    const answer = await answered(socket, command({ action: 'resumeSession', ...pair }));
    if (answer === undefined) socket = await connect();
    else if (answer['type'] === 'sessionResumed')
      return { socket, session: answer as unknown as { sessionId: string; epoch: number; change: number } };
    else if (answer['code'] === 'SESSION_SUPERSEDED')
      pair = { sessionId: answer['sessionId'], epoch: answer['epoch'], takeover: true };
    else throw new Error(`takeover answered ${JSON.stringify(answer)}`);
  }
}

/** The answer, or undefined where the connection ended first. What a starved database turned down is asked again, as clients do. */
async function answered(socket: TestSocket, command: Message): Promise<Message | undefined> {
  const requestId = crypto.randomUUID();
  const isReply = (message: Message) => message['requestId'] === requestId;
  const isAnswer = (message: Message) => isReply(message) && message['code'] !== 'UNAVAILABLE';
  const cutOff = socket.closed.then(() => socket.received.find(isAnswer));
  for (;;) {
    socket.send({ ...command, requestId });
    // Long enough never to be what decides.
    const reply = await Promise.race([socket.next(isReply, 55_000), cutOff]);
    if (reply === undefined || isAnswer(reply)) return reply;
  }
}

process.once('message', (task: WriterTask) => {
  void run(task).then(
    (sent) => process.send?.(sent, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

/** For whoever asks why: the connection in use, and who closed the ones before it. */
import { useState } from 'preact/hooks';
import type { ClosedConnection, SessionClient, SessionFacts, View } from '../connection/client.ts';
import { roughly } from './durations.ts';
import { useNow } from './ticks.ts';

interface DiagnosisProps {
  readonly client: SessionClient;
  readonly view: View;
  readonly session: SessionFacts;
}

export function Diagnosis(props: DiagnosisProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="diagnosis" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Connection details</summary>
      {open && <Facts {...props} />}
    </details>
  );
}

function Facts({ client, view: { closedConnections, connection }, session }: DiagnosisProps) {
  const now = useNow(client, session.startedAt);
  return (
    <>
      <dl>
        <dt>Session epoch</dt>
        <dd>{session.epoch}</dd>
        <dt>Connection</dt>
        <dd>
          {connection
            ? `number ${connection.connectionNumber}, open for ${roughly(now - connection.openedAt)}`
            : 'none'}
        </dd>
        <dt>Last heartbeat</dt>
        <dd>{connection ? `${roughly(now - connection.lastHeartbeatAt)} ago` : 'none on this connection'}</dd>
      </dl>
      <h2>Connections before</h2>
      {closedConnections.length === 0 ? (
        <p>None: this is the first.</p>
      ) : (
        <ol>
          {closedConnections.map((closed) => (
            <li key={closed.connectionNumber}>{closedWords(closed, now)}</li>
          ))}
        </ol>
      )}
    </>
  );
}

const closers: Record<ClosedConnection['by'], string> = {
  client: 'this page',
  gateway: 'the server',
  network: 'the network',
};

function closedWords(
  { by, closedAt, code, connectionNumber, openedAt, why }: ClosedConnection,
  now: number,
): string {
  const ran = openedAt === undefined ? 'never opened' : `open for ${roughly(closedAt - openedAt)}`;
  const reason = [why, code === undefined ? '' : `code ${code}`].filter((part) => part !== '').join(', ');
  const because = reason === '' ? '' : ` (${reason})`;
  return `Number ${connectionNumber}, ${ran}, closed ${roughly(now - closedAt)} ago by ${closers[by]}${because}`;
}

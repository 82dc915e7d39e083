/** Asks before a session ends, which cannot be taken back. */
import { Choose } from './choose.tsx';

interface ConfirmEndProps {
  readonly sessionId: string;
  readonly onAnswer: (end: boolean) => void;
}

export function ConfirmEnd({ sessionId, onAnswer }: ConfirmEndProps) {
  return (
    <Choose
      title={`End ${sessionId}?`}
      answers={[{ value: 'end', label: 'End session', tone: 'danger' }]}
      dismiss="Keep it running"
      onAnswer={(answer) => onAnswer(answer === 'end')}
    >
      <p>An ended session cannot be continued. The next one has another name.</p>
    </Choose>
  );
}

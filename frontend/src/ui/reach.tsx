/** What of the broadcast reaches the audience: who listens, what waits, what was given up. */
import type { FrameCounts } from '../connection/client.ts';
import { seconds } from './durations.ts';

export function Reach({ frames }: { readonly frames: FrameCounts }) {
  const lost = givenUpWords(frames);
  return (
    <div class="reach" data-shown={lost !== '' || frames.waitingMs > 0}>
      <p role="status">{lost}</p>
      {/* It counts: a screen reader is told of the connection instead. */}
      <p>{frames.waitingMs > 0 && `${seconds(frames.waitingMs)} of sound wait to be sent.`}</p>
    </div>
  );
}

export function givenUpWords({
  givenUpImages,
  givenUpMs,
}: Pick<FrameCounts, 'givenUpImages' | 'givenUpMs'>): string {
  const stills = givenUpImages === 1 ? '1 still' : `${givenUpImages} stills`;
  const parts = [givenUpMs > 0 ? seconds(givenUpMs) : '', givenUpImages > 0 ? stills : ''];
  const lost = parts.filter((part) => part !== '').join(' and ');
  return lost === '' ? '' : `${lost} did not reach the audience.`;
}

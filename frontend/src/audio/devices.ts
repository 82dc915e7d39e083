/** Asking for a microphone or a camera, and why there may be none. */

/** Why there is no input from a device. */
export type DeviceProblem =
  /** By the person, or by whoever rules over the browser. */
  | 'refused'
  | 'missing'
  /** It is there, and the system does not hand it out: another program has it. */
  | 'busy'
  /** It was unplugged, or taken away, while it was in use. */
  | 'lost'
  /** It is open, and the system or another program keeps its sound: a telephone call, or a switch. */
  | 'silent'
  /** A script that it takes did not come. */
  | 'notLoaded'
  /** This browser cannot do it, or the page did not come over HTTPS. */
  | 'unsupported';

export type Opened<T, P = DeviceProblem> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P };

export async function openDevice(constraints: MediaStreamConstraints): Promise<Opened<MediaStream>> {
  // Typed as always there, but absent outside a secure context.
  if (!('mediaDevices' in navigator)) return { ok: false, problem: 'unsupported' };
  try {
    return { ok: true, value: await navigator.mediaDevices.getUserMedia(constraints) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** The names are those of Media Capture and Streams, section 10.3. */
export function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unsupported';
  }
}

/** Why an audio worklet does not run. */
export type WorkletProblem = 'notLoaded' | 'unsupported';

/** The name is that of HTML, section 11.3.1: the script did not come, or was none. */
export const workletProblemOf = (error: unknown): WorkletProblem =>
  error instanceof Error && error.name === 'AbortError' ? 'notLoaded' : 'unsupported';

export function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

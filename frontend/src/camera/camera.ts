/** One open camera, which makes a still now and then. */
import { toBase64 } from '../audio/base64.ts';
import type { CapturedFrame } from '../connection/speaker.ts';
import { openDevice, type Opened, stop } from '../audio/devices.ts';
import { type Attempt, fittingStill, STILL_EVERY_MS, STILL_WIDTH_PX } from './still.ts';

export interface CameraOptions {
  readonly onStill: (still: CapturedFrame) => void;
  readonly onLost: () => void;
}

export interface Camera {
  /** Off: no stills are made, and the browser's own sign shows it. It starts off. */
  look(on: boolean): void;
  close(): void;
}

export async function openCamera({ onStill, onLost }: CameraOptions): Promise<Opened<Camera>> {
  const opened = await openDevice({ video: { width: { ideal: STILL_WIDTH_PX } } });
  if (!opened.ok) return opened;
  const stream = opened.value;
  const [track] = stream.getVideoTracks();
  track?.addEventListener('ended', onLost);
  if (track) track.enabled = false;
  const picture = document.createElement('video');
  picture.muted = true;
  // An iPhone shows a film that runs on the whole screen, or does not run it.
  picture.playsInline = true;
  picture.srcObject = stream;
  void picture.play().catch(() => undefined);

  let looking = false;
  let making = false;
  const makeStill = async (): Promise<void> => {
    // A machine that needs longer than a second for one makes fewer.
    if (!looking || making || picture.videoWidth === 0) return;
    making = true;
    try {
      const capturedAt = Date.now();
      const still = await fittingStill((attempt) => encode(picture, attempt));
      if (still === undefined) return;
      const data = toBase64(new Uint8Array(await still.arrayBuffer()));
      onStill({ kind: 'image', capturedAt, contentType: 'image/jpeg', data });
    } finally {
      making = false;
    }
  };
  const timer = setInterval(() => void makeStill(), STILL_EVERY_MS);
  return {
    ok: true,
    value: {
      look(on) {
        looking = on;
        if (track) track.enabled = on;
      },
      close() {
        looking = false;
        clearInterval(timer);
        track?.removeEventListener('ended', onLost);
        stop(stream);
        picture.srcObject = null;
      },
    },
  };
}

function encode(picture: HTMLVideoElement, { quality, scale }: Attempt): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(Math.min(STILL_WIDTH_PX, picture.videoWidth) * scale);
  canvas.height = Math.round((canvas.width * picture.videoHeight) / picture.videoWidth);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}

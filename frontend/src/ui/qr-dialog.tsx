/** The session's link as a QR code, for a room to photograph. */
import { useEffect, useState } from 'preact/hooks';
import { Choose } from './choose.tsx';

/** Around the code, in its own squares: what scanners need (ISO/IEC 18004, section 6.3.8). */
const QUIET_ZONE = 4;

interface Drawing {
  /** Squares along one side, quiet zone included. */
  readonly size: number;
  /** An SVG path. */
  readonly dark: string;
}

export function QrDialog({ link, onClose }: { readonly link: string; readonly onClose: () => void }) {
  const [drawing, setDrawing] = useState<Drawing | 'notLoaded'>();
  useEffect(() => {
    draw(link).then(setDrawing, () => setDrawing('notLoaded'));
  }, [link]);
  return (
    <Choose title="Scan to listen" answers={[]} dismiss="Close" onAnswer={onClose}>
      <p class="problem" role="alert">
        {drawing === 'notLoaded' &&
          'The QR code could not be loaded. Check your network, then open it again.'}
      </p>
      {typeof drawing === 'object' && (
        <svg
          class="qr"
          viewBox={`0 0 ${drawing.size} ${drawing.size}`}
          role="img"
          aria-label={`QR code of ${link}`}
        >
          <path class="light" d={`M0 0h${drawing.size}v${drawing.size}H0z`} />
          <path class="dark" d={drawing.dark} />
        </svg>
      )}
      <p class="link">{link}</p>
    </Choose>
  );
}

/** Loaded when somebody wants one: few do. */
async function draw(text: string): Promise<Drawing> {
  const { generate } = await import('lean-qr');
  const code = generate(text);
  let dark = '';
  for (let y = 0; y < code.size; y += 1)
    for (let x = 0; x < code.size; x += 1)
      if (code.get(x, y)) dark += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`;
  return { size: code.size + 2 * QUIET_ZONE, dark };
}

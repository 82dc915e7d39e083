/** The camera still that came last. Drawn, not linked: it needs no address that the page's policy would have to allow. */
import { useEffect, useRef } from 'preact/hooks';
import { fromBase64 } from '../audio/base64.ts';

export function Still({ still }: { readonly still: string | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (still === undefined) return undefined;
    let current = true;
    const picture = new Blob([fromBase64(still)], { type: 'image/jpeg' });
    createImageBitmap(picture).then(
      (bitmap) => {
        if (current && canvas.current) draw(canvas.current, bitmap);
        bitmap.close();
      },
      // No picture: the next one may be.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [still]);
  return still === undefined ? null : (
    <div class="still">
      <canvas ref={canvas} role="img" aria-label="A still of the speaker" />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
}

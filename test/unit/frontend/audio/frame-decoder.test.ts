// What a listener is told of frames that cannot be decoded. Here there is no Opus decoder, as in some browsers.
import { expect, test } from 'vitest';
import { FrameDecoder } from '../../../../frontend/src/audio/frame-decoder.ts';

const pcm = { contentType: 'audio/pcm;rate=16000', data: 'AAAA' } as const;
const broken = { ...pcm, data: '*' } as const;
const opus = { contentType: 'audio/opus', data: 'AAAA' } as const;

type Sound = typeof pcm | typeof broken | typeof opus;

/** What is told after each of `sounds`, and how many could be heard. */
async function told(...sounds: readonly Sound[]) {
  const playable: boolean[] = [];
  let heard = 0;
  await new Promise<void>((resolve) => {
    const decoder = new FrameDecoder(
      () => {
        heard += 1;
        if (heard === sounds.filter((sound) => sound === pcm).length + 1) resolve();
      },
      (can) => playable.push(can),
    );
    for (const sound of sounds) decoder.decode(sound);
    decoder.decode(pcm);
  });
  return { playable, heard: heard - 1 };
}

test('one frame that cannot be decoded is no news', async () => {
  expect(await told(pcm, broken, pcm, opus, pcm)).toEqual({ playable: [], heard: 3 });
});

test('two in a row are told once, and taken back when sound is decoded again', async () => {
  expect(await told(pcm, opus, broken, opus, pcm, pcm)).toEqual({ playable: [false, true], heard: 3 });
  expect(await told(opus, opus, pcm, opus, opus)).toEqual({ playable: [false, true, false, true], heard: 1 });
});

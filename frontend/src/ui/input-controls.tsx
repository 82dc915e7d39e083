/** Where the sound comes from and how it travels, how loud it is, and the camera beside it. */
import type { Broadcast, DeviceState } from '../audio/broadcast.ts';
import type { SoundFormat } from '../audio/sound-format.ts';
import { useBroadcast } from './current.ts';
import { type Device, deviceWords } from './device-words.ts';
import { CameraIcon } from './icons.tsx';
import { LevelMeter } from './level-meter.tsx';
import { useMicrophones } from './microphones.ts';
import { SelectField } from './select-field.tsx';

const formatNames: Record<SoundFormat, string> = {
  opus: 'Compressed, 24 kbit/s',
  pcm: 'Uncompressed, 256 kbit/s',
};

interface InputControlsProps {
  readonly broadcast: Broadcast;
  readonly paused: boolean;
}

export function InputControls({ broadcast, paused }: InputControlsProps) {
  const { camera, formats, microphone } = useBroadcast(broadcast);
  const inputs = useMicrophones(microphone.kind);
  const cameraOn = camera.kind === 'on' || camera.kind === 'asking';
  return (
    <div class="input">
      <LevelMeter broadcast={broadcast} />
      <Problem device="microphone" state={microphone} onRetry={() => void broadcast.openMicrophone()} />
      <SelectField
        label="Microphone"
        value={broadcast.deviceId ?? ''}
        options={[
          ...(broadcast.deviceId === undefined ? [{ value: '', label: noneWords(microphone) }] : []),
          ...inputs.map(({ deviceId, label }) => ({ value: deviceId, label })),
        ]}
        disabled={inputs.length === 0}
        onChange={(deviceId) => broadcast.chooseMicrophone(deviceId)}
      />
      <SelectField
        label="Sound"
        value={broadcast.format}
        options={formats.map((format) => ({ value: format, label: formatNames[format] }))}
        onChange={(format) => broadcast.chooseFormat(format)}
      />
      <div class="camera">
        <button
          type="button"
          class="control"
          data-on={cameraOn}
          onClick={() => (cameraOn ? broadcast.closeCamera() : void broadcast.openCamera())}
        >
          <CameraIcon />
          {cameraOn ? 'Stop camera' : 'Show camera'}
        </button>
        <p>{cameraWords(camera, paused)}</p>
      </div>
      <Problem device="camera" state={camera} onRetry={() => void broadcast.openCamera()} />
    </div>
  );
}

const ASKING = 'Waiting for your permission…';

const noneWords = ({ kind }: DeviceState): string => (kind === 'asking' ? ASKING : 'None');

function cameraWords({ kind }: DeviceState, paused: boolean): string {
  switch (kind) {
    case 'on':
      return paused ? 'Paused. Nobody sees you.' : 'The audience sees a still every second.';
    case 'asking':
      return ASKING;
    case 'off':
    case 'problem':
      return 'A still every second, no film.';
  }
}

interface ProblemProps {
  readonly device: Device;
  readonly state: DeviceState;
  readonly onRetry: () => void;
}

/** Its live region is in the page before anything is said, or nothing would be heard. */
function Problem({ device, onRetry, state }: ProblemProps) {
  const shown = state.kind === 'problem';
  return (
    <div class="device-problem" data-shown={shown}>
      <p role="alert">{shown ? deviceWords(device, state.problem) : ''}</p>
      {shown && (
        <button type="button" class="quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Pause, mute and volume. */
import { useState } from 'preact/hooks';
import type { Settings } from '../connection/client.ts';
import { MicrophoneIcon, MutedIcon, PauseIcon, ResumeIcon } from './icons.tsx';
import { Saving } from './saving.tsx';
import { VolumeField } from './volume-field.tsx';

interface SoundControlsProps {
  readonly settings: Settings;
  readonly saving: (name: keyof Settings) => boolean;
  readonly disabled: boolean;
  readonly onChange: (change: Partial<Settings>) => void;
}

export function SoundControls({ settings, saving, disabled, onChange }: SoundControlsProps) {
  const { muted, paused } = settings;
  return (
    <div class="sound">
      <div class="toggle">
        <button
          type="button"
          class="control"
          data-on={paused}
          disabled={disabled}
          onClick={() => onChange({ paused: !paused })}
        >
          {paused ? <ResumeIcon /> : <PauseIcon />}
          {paused ? 'Resume' : 'Pause'}
        </button>
        <Saving shown={saving('paused')} />
      </div>
      <div class="toggle">
        <button
          type="button"
          class="control"
          data-on={muted}
          disabled={disabled}
          onClick={() => onChange({ muted: !muted })}
        >
          {muted ? <MutedIcon /> : <MicrophoneIcon />}
          {muted ? 'Unmute' : 'Mute'}
        </button>
        <Saving shown={saving('muted')} />
      </div>
      <Volume
        value={settings.volume}
        saving={saving('volume')}
        disabled={disabled}
        onChange={(volume) => onChange({ volume })}
      />
    </div>
  );
}

interface VolumeProps {
  readonly value: number;
  readonly saving: boolean;
  readonly disabled: boolean;
  readonly onChange: (volume: number) => void;
}

function Volume({ value, saving, disabled, onChange }: VolumeProps) {
  // While the slider is dragged; each value on the way would be a message.
  const [dragged, drag] = useState<number>();
  return (
    <VolumeField
      value={dragged ?? value}
      disabled={disabled}
      onInput={drag}
      onChange={(volume) => {
        drag(undefined);
        onChange(volume);
      }}
    >
      <Saving shown={saving} />
    </VolumeField>
  );
}

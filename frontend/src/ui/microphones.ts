/** The microphones of this machine, as long as a person may choose among them. */
import { useEffect, useState } from 'preact/hooks';

export interface Input {
  readonly deviceId: string;
  readonly label: string;
}

/** @param asked changes when the page may have been allowed to know more: before that the names are empty */
export function useMicrophones(asked: unknown): readonly Input[] {
  const [inputs, setInputs] = useState<readonly Input[]>([]);
  useEffect(() => {
    if (!('mediaDevices' in navigator)) return undefined;
    const { mediaDevices } = navigator;
    let current = true;
    const look = (): void =>
      void mediaDevices.enumerateDevices().then(
        (devices) => {
          if (current) setInputs(devices.filter(isNamedMicrophone));
        },
        () => undefined,
      );
    look();
    mediaDevices.addEventListener('devicechange', look);
    return () => {
      current = false;
      mediaDevices.removeEventListener('devicechange', look);
    };
  }, [asked]);
  return inputs;
}

const isNamedMicrophone = ({ deviceId, kind, label }: MediaDeviceInfo): boolean =>
  kind === 'audioinput' && deviceId !== '' && label !== '';

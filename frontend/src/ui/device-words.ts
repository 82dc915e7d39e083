/** Why there is no sound or picture, in plain words: what it is, and what to do. */
import type { DeviceProblem } from '../audio/devices.ts';

export type Device = 'microphone' | 'camera';

export function deviceWords(device: Device, problem: DeviceProblem): string {
  const without = device === 'microphone' ? ' Your session goes on without sound.' : '';
  return `${whatHappened(device, problem)}${without} ${whatToDo(device, problem)}`;
}

function whatHappened(device: Device, problem: DeviceProblem): string {
  switch (problem) {
    case 'refused':
      return `This page may not use your ${device}.`;
    case 'missing':
      return `No ${device} was found.`;
    case 'busy':
      return `Your ${device} is in use by another program.`;
    case 'lost':
      return `Your ${device} was unplugged or taken away.`;
    case 'silent':
      return `Your ${device} is silenced by your system or by another program.`;
    case 'notLoaded':
      return 'A part of this page could not be loaded.';
    case 'unsupported':
      return device === 'microphone'
        ? 'This browser cannot send sound.'
        : 'This browser cannot send pictures.';
  }
}

function whatToDo(device: Device, problem: DeviceProblem): string {
  switch (problem) {
    case 'refused':
      return `Allow the ${device} for this site, beside the address at the top of the window or in the settings of your system, then try again.`;
    case 'missing':
    case 'lost':
      return `Plug a ${device} in, then try again.`;
    case 'busy':
      return 'Close what uses it, then try again.';
    case 'silent':
      return 'Switch it on again there, or try again.';
    case 'notLoaded':
      return 'Check your network, then try again.';
    case 'unsupported':
      return 'Use a newer one, such as Chrome, Edge or Safari.';
  }
}

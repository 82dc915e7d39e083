/** The engine on which everything is measured: the quicker one, where it is installed. */
import { isEngineAvailable } from '../../infra/local/database/engines.ts';

export const engine = isEngineAvailable('dynoxide') ? 'dynoxide' : 'dynalite';

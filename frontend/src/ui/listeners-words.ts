/** How many follow a session. */
export const listenersWords = (count: number): string => (count === 1 ? '1 listener' : `${count} listeners`);

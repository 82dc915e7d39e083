// `--help`, of the command and of each subcommand.
import type { Subcommand } from './command-line.ts';

const FLAGS = `Where:
  --stage NAME        a stage in an AWS account, with your own credentials
                      (AWS_PROFILE and so on)
  --gateway-port N    a local stack whose gateway has that port; the default is
                      the one at 3001
How:
  --json              for programs
  -h, --help          this`;

const bodies: Readonly<Record<Subcommand, string>> = {
  list: `npm run sessions -- list [--status STATUS,…] [--all]

Lists the sessions on the air: live, or interrupted and within their lease.

  --status STATUS,…   of these instead: live, interrupted, ended, expired
  --all               of every status; what is over is kept for about a day

It reads the whole table, at your expense: about half a read unit for each
speaker. --json prints one array.`,
  show: `npm run sessions -- show ID

Shows a session: its status, its owner, its settings and its last connections.
--json prints one object.`,
  watch: `npm run sessions -- watch [ID]

Shows what happens to a session, or to all of them, as it happens: created,
interrupted, back, taken over, ended, expired, and who closed a connection.
Ctrl-C ends it.

It looks every second. Without an ID each look reads the whole table: on a large
stage name a session. --json prints an object a line.`,
  history: `npm run sessions -- history ID

Shows every connection of a session (when it was opened, for how long, who
closed it, with which code) and every change of it.

A stage keeps them for as long as its setting historyDays says, and is a few
seconds behind. A local stack keeps them with npm start -- --engine dynoxide;
otherwise the last connections are shown that the session itself remembers.
--json prints one object.`,
  end: `npm run sessions -- end ID [--reason TEXT]

Ends a session: its page is told that an operator did it, and its connection is
closed. Those who listen are told as well.

  --reason TEXT       why, for the history; the speaker is not told

It does not bar the speaker: whoever may sign in may start a new session at
once. To keep somebody out, disable the account where speakers sign in; a token
that was given out holds until it expires. --json prints one object.`,
};

const OVERVIEW = `npm run sessions -- COMMAND …

  list                the sessions on the air
  show ID             one session
  watch [ID]          what happens to one session, or to all, live
  history ID          its connections and changes
  end ID              ends it

npm run sessions -- COMMAND --help tells more of each.`;

export const helpOf = (subcommand: Subcommand | undefined): string =>
  `${subcommand === undefined ? OVERVIEW : bodies[subcommand]}\n\n${FLAGS}`;

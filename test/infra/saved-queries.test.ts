// The saved queries: each asks for fields that are in the lines where it looks.
import { beforeAll, describe, expect, test } from 'vitest';
import { savedQueries } from '../../infra/saved-queries.ts';
import type { Line } from '../support/emitted.ts';
import { everyLine } from '../support/outcomes.ts';
import { stageWith, type Stage } from './stages.ts';

let stage: Stage;
let lines: readonly Line[];
beforeAll(async () => {
  [stage, lines] = await Promise.all([stageWith({}), everyLine()]);
});

/** Ours, whoever calls them; not those of the construct library. */
const functions = () =>
  stage
    .resources('AWS::Lambda::Function')
    .filter(([, { Properties }]) => String(Properties['Description']).startsWith('Podium: '));

describe('the saved queries', () => {
  const WORDS = new Set(
    (
      'fields filter sort stats limit by as asc desc or and like count count_distinct pct max ispresent ' +
      'medianMinutes longestMinutes refusals speakers connections coldStarts invocations medianMs longestMs megabytes requests'
    ).split(' '),
  );
  /** Names in a query that are neither its language nor its own. */
  const fieldsOf = (query: string) =>
    (query.replace(/"[^"]*"|\/[^/\n]*[a-zA-Z[][^/\n]*\//g, '').match(/@?[a-zA-Z_]\w*/g) ?? []).filter(
      (word) => !WORDS.has(word),
    );
  /** Found by Logs Insights itself, in every line and in Lambda's REPORT lines. */
  const OWN = ['@timestamp', '@message', '@log', '@type', '@initDuration', '@maxMemoryUsed'];

  const definitions = () =>
    stage.resources('AWS::Logs::QueryDefinition').map(([, { Properties }]) => Properties) as unknown as {
      Name: string;
      QueryString: string;
      LogGroupNames: { Ref: string }[];
    }[];

  test('are all in the stage, in its folder', () => {
    expect(
      definitions()
        .map(({ Name }) => Name)
        .sort(),
    ).toEqual(savedQueries.map(({ name }) => `Podium-test/${name}`).sort());
  });

  test.each(savedQueries)('$name asks for fields that are written where it looks', ({ of, text: query }) => {
    const { Format } = stage.only('AWS::ApiGatewayV2::Stage').Properties['AccessLogSettings'] as {
      Format: string;
    };
    const byFunctions = lines.flatMap(Object.keys);
    const byGateway = Object.keys(JSON.parse(Format) as object);
    const known = {
      functions: byFunctions,
      gateway: byGateway,
      both: [...byFunctions, ...byGateway],
    }[of];
    const asked = fieldsOf(query);
    expect(asked.length).toBeGreaterThan(2);
    for (const field of asked) expect([...OWN, ...known]).toContain(field);
  });

  test('look into log groups of the stage: the functions’, or the gateway’s', () => {
    const groups = stage.resources('AWS::Logs::LogGroup').map(([id]) => id);
    const functionGroups = functions().map(
      ([, { Properties }]) => (Properties['LoggingConfig'] as { LogGroup: { Ref: string } }).LogGroup.Ref,
    );
    const accessLog = groups.filter((id) => id.includes('AccessLog'));
    const expected = {
      functions: functionGroups,
      gateway: accessLog,
      both: [...functionGroups, ...accessLog],
    };
    for (const { name, of } of savedQueries) {
      const asked = definitions().find(({ Name }) => Name.endsWith(`/${name}`))?.LogGroupNames ?? [];
      expect(asked.map(({ Ref }) => Ref).sort()).toEqual([...expected[of]].sort());
    }
  });
});

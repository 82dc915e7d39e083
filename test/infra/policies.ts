// What each function of a synthesized stage may do: its role's statements, with CloudFormation's references resolved.
import { authorizer, history } from '../../infra/routes.ts';
import type { Stage } from './stages.ts';

export interface Permission {
  /** The function's route, or its name where it has none. */
  readonly of: string;
  readonly action: string;
  /** An ARN in which `*` stands for anything. */
  readonly resource: string;
  /** `dynamodb:LeadingKeys`, each with `*`; undefined where there is no condition. */
  readonly leadingKeys: readonly string[] | undefined;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/**
 * @throws Error where a role has a policy that is not its own, a statement does anything but allow, a condition is
 * unknown here, or a resource names something that `words` does not know
 */
export function permissionsOf(stage: Stage, words: Readonly<Record<string, string>>): Permission[] {
  const policies = stage.resources('AWS::IAM::Policy');
  const ours = stage.resources('AWS::Lambda::Function').filter(([id]) => /^(Gateway|History)/.test(id));
  return ours.flatMap(([functionId, { Properties }]) => {
    const [, route] = /^Podium: route (.+)$/.exec(String(Properties['Description'])) ?? [];
    const of = route ?? (functionId.startsWith('History') ? history.name : authorizer.name);
    const roleId = references(Properties['Role'])[0] ?? '';
    const [, role] = stage.resources('AWS::IAM::Role').find(([id]) => id === roleId) ?? [];
    if (role === undefined) throw new Error(`${of} has no role of its own.`);
    for (const attached of ['ManagedPolicyArns', 'Policies'])
      if (role.Properties[attached] !== undefined) throw new Error(`The role of ${of} has ${attached}.`);
    return policies
      .filter(([, policy]) => references(policy.Properties['Roles']).includes(roleId))
      .flatMap(([, policy]) => (policy.Properties as unknown as Policy).PolicyDocument.Statement)
      .flatMap((statement) => permissions(of, statement, words));
  });
}

function permissions(
  of: string,
  statement: Statement,
  words: Readonly<Record<string, string>>,
): Permission[] {
  const { Action, Condition = {}, Effect, Resource } = statement;
  if (Effect !== 'Allow') throw new Error(`A statement of ${of} has the effect ${Effect}.`);
  const { 'ForAllValues:StringLike': likes, ...otherConditions } = Condition;
  const { 'dynamodb:LeadingKeys': leadingKeys, ...otherLikes } = likes ?? {};
  if (Object.keys({ ...otherConditions, ...otherLikes }).length > 0)
    throw new Error(`A statement of ${of} has a condition that is unknown here.`);
  return list(Action).flatMap((action) =>
    list(Resource).map((resource) => ({
      of,
      action: String(action),
      resource: resolve(resource, words),
      leadingKeys: leadingKeys === undefined ? undefined : list(leadingKeys).map(String),
    })),
  );
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Every logical id that is referred to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  if ('Ref' in value) return [String(value.Ref)];
  if ('Fn::GetAtt' in value) return [String(list(value['Fn::GetAtt'])[0])];
  return Object.values(value).flatMap(references);
}

/** CloudFormation's text, with a word for each reference. */
function resolve(value: unknown, words: Readonly<Record<string, string>>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map((part) => resolve(part, words)).join(separator);
  }
  const [id = ''] = references(value);
  const word = words[id];
  if (word === undefined) throw new Error(`A policy names ${id}, which nothing here explains.`);
  return word;
}

/** As IAM matches: `*` is any text. */
export const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  ).test(text);

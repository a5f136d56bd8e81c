/** Rules that say which part of the catalogue a channel offers, and what one would change. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Text } from '../products/data.ts';

/** One question of a rule, as the form holds it: a subject and what is answered. */
export const subjects = [
  'category',
  'brand',
  'family',
  'tag',
  'attribute',
  'completeness',
  'enrichment',
  'priced',
  'pictures',
] as const;
export type Subject = (typeof subjects)[number];
export type Question = {
  readonly subject: Subject;
  /** Of `attribute`: which. */
  readonly code: string;
  /** Ids, words or codes, with commas between; a number for completeness and pictures. */
  readonly answer: string;
};
export type RuleForm = { readonly join: 'all' | 'any'; readonly questions: readonly Question[] };

export type Condition = Readonly<Record<string, unknown>>;
export type Rule = {
  readonly channelId: string;
  readonly when: Condition;
  readonly from: string | null;
  readonly until: string | null;
  readonly enabled: boolean;
  readonly version: number;
};
export type NamedProduct = { readonly productId: string; readonly name: Text };
export type Effect = {
  readonly matching: number;
  readonly coming: number;
  readonly going: number;
  readonly comes: readonly NamedProduct[];
  readonly goes: readonly NamedProduct[];
};

/** An attribute is asked for by its code alone; every other question needs its answer. */
export const hasAnswer = ({ subject, code, answer }: Question): boolean =>
  subject === 'attribute' ? code !== '' : answer.trim() !== '';

const wordsOf = (answer: string): string[] =>
  answer
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function conditionOfQuestion({ subject, code, answer }: Question): Condition {
  switch (subject) {
    case 'category':
      return { category: answer };
    case 'attribute':
      return answer.trim() === '' ? { attribute: code, present: true } : { attribute: code, is: wordsOf(answer) };
    case 'completeness':
    case 'pictures':
      return { [subject]: Number(answer) };
    case 'enrichment':
      return { enrichment: answer };
    case 'priced':
      return { priced: answer !== 'no' };
    default:
      return { [subject]: wordsOf(answer) };
  }
}

/** The condition that the form says. */
export function conditionOf({ join, questions }: RuleForm): Condition {
  const [only, ...more] = questions.map(conditionOfQuestion);
  return only && more.length === 0 ? only : { [join]: [only, ...more] };
}

function questionOf(condition: Condition): Question | undefined {
  const [subject] = Object.keys(condition);
  if (!subjects.some((one) => one === subject)) return undefined;
  const answer = condition[subject as string];
  if (subject === 'attribute') {
    if (!('is' in condition) && condition.present !== true) return undefined;
    return { subject, code: String(answer), answer: Array.isArray(condition.is) ? condition.is.join(', ') : '' };
  }
  const told = Array.isArray(answer)
    ? answer.join(', ')
    : subject === 'priced'
      ? answer
        ? 'yes'
        : 'no'
      : String(answer);
  return { subject: subject as Subject, code: '', answer: told };
}

/** The form of a condition; undefined for one that the form can't say (groups in groups), which only the API can change. */
export function formOf(condition: Condition): RuleForm | undefined {
  const join = 'any' in condition ? 'any' : 'all';
  const parts = (condition[join] as readonly Condition[] | undefined) ?? [condition];
  const questions = parts.map(questionOf);
  return questions.includes(undefined) ? undefined : { join, questions: questions as Question[] };
}

const RULES = '/api/assortment/rules';

export const useRules = () =>
  useQuery({
    queryKey: ['assortment'],
    queryFn: async ({ signal }) => (await api<{ items: readonly Rule[] }>('GET', RULES, { signal })).items,
  });

export const useEffectOf = () =>
  useMutation({
    mutationFn: ({ channelId, when }: { channelId: string; when: Condition }) =>
      api<Effect>('POST', `${RULES}/${channelId}/preview`, { body: { when } }),
  });

export function useRuleAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: Rule | { readonly channelId: string; readonly remove: true }) => {
      if ('remove' in wish) return api('DELETE', `${RULES}/${wish.channelId}`);
      const { channelId, ...body } = wish;
      return api('PUT', `${RULES}/${channelId}`, { body });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['assortment'] });
      await client.invalidateQueries({ queryKey: ['products'] });
    },
  });
}

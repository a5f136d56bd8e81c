/** One channel's rule: its conditions, when it holds, and what it would change before it is kept. */
import { ActionIcon, Button, Modal, NativeSelect, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { useCategoryOptions } from '../products/fields.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { enrichments, useAttributes, useFamilies } from './data.ts';
import {
  conditionOf,
  formOf,
  subjects,
  hasAnswer,
  useEffectOf,
  useRuleAct,
  type Question,
  type Rule,
  type RuleForm,
  type Subject,
} from './rule-data.ts';
import { ruleWords } from './rule-words.ts';

type Props = { readonly channelId: string; readonly rule: Rule | undefined; readonly onClose: () => void };
type Span = { readonly from: string; readonly until: string; readonly enabled: boolean };

/** `2026-11-22T10:00` in the browser's own time, as its field wants it. */
function localText(at: string | null | undefined): string {
  if (!at) return '';
  const local = new Date(at);
  return new Date(local.getTime() - local.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
const instantOf = (local: string): string | null => (local === '' ? null : new Date(local).toISOString());

const first: Question = { subject: 'category', code: '', answer: '' };

export function RuleEditor({ channelId, rule, onClose }: Props) {
  const t = useWords(ruleWords);
  const c = useWords(common);
  const channels = useChannels();
  const act = useRuleAct();
  const effect = useEffectOf();
  const known = rule ? formOf(rule.when) : undefined;
  const isDeeper = rule !== undefined && known === undefined;
  const [form, setForm] = useState<RuleForm>(known ?? { join: 'all', questions: [first] });
  const [span, setSpan] = useState<Span>(spanOf(rule));
  const error = act.error ?? effect.error;
  const isAnswered = isDeeper || form.questions.every(hasAnswer);
  const when = () => (rule && isDeeper ? rule.when : conditionOf(form));
  const save = async () => {
    const { enabled, from, until } = span;
    const held = { from: instantOf(from), until: instantOf(until), enabled };
    await act.mutateAsync({ channelId, version: rule?.version ?? 0, when: when(), ...held });
    notifications.show({ message: t('saved'), color: 'cresson' });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('ofChannel', { name: channels.name(channelId) })}
      size="xl"
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <div className="column fields">
        {error && (
          <p className="bad" role="alert">
            {sentenceOf(error, c('error.network'))}
          </p>
        )}
        {isDeeper ? <p>{t('tooDeep')}</p> : <Questions form={form} set={setForm} />}
        <SpanFields span={span} set={setSpan} />
        {effect.data && <Effect effect={effect.data} />}
        <div className="confirm-verbs">
          {rule && <RemoveRule channelId={channelId} onDone={onClose} />}
          <Button
            variant="default"
            loading={effect.isPending}
            disabled={!isAnswered}
            onClick={() => effect.mutate({ channelId, when: when() })}
          >
            {t('preview')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={act.isPending} disabled={!isAnswered} onClick={() => void save().catch(() => undefined)}>
            {t('save')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const spanOf = (rule: Rule | undefined): Span => ({
  from: localText(rule?.from),
  until: localText(rule?.until),
  enabled: rule?.enabled ?? true,
});

function RemoveRule({ channelId, onDone }: { channelId: string; onDone: () => void }) {
  const t = useWords(ruleWords);
  const act = useRuleAct();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" color="groseille" onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('remove')}
        verb={t('remove')}
        danger
        run={async () => {
          await act.mutateAsync({ channelId, remove: true });
          onDone();
        }}
      >
        {t('removeText')}
      </Confirm>
    </>
  );
}

function SpanFields({ span, set }: { span: Span; set: (span: Span) => void }) {
  const t = useWords(ruleWords);
  return (
    <div className="two-languages">
      {(['from', 'until'] as const).map((key) => (
        <TextInput
          key={key}
          type="datetime-local"
          label={t(key)}
          value={span[key]}
          onChange={(event) => set({ ...span, [key]: event.currentTarget.value })}
        />
      ))}
      <Switch
        label={t('enabled')}
        checked={span.enabled}
        onChange={(event) => set({ ...span, enabled: event.currentTarget.checked })}
      />
    </div>
  );
}

function Effect({ effect }: { effect: NonNullable<ReturnType<typeof useEffectOf>['data']> }) {
  const t = useWords(ruleWords);
  const { text } = useFormat();
  return (
    <div role="status">
      <p>{t('effect', effect)}</p>
      {(['comes', 'goes'] as const).map(
        (key) =>
          effect[key].length > 0 && (
            <p key={key} className="help">
              {t(key)} :{' '}
              {effect[key]
                .slice(0, 12)
                .map((one) => text(one.name))
                .join(', ')}
              {effect[key].length > 12 ? '…' : ''}
            </p>
          ),
      )}
    </div>
  );
}

function Questions({ form, set }: { form: RuleForm; set: (form: RuleForm) => void }) {
  const t = useWords(ruleWords);
  const put = (i: number, question: Question) =>
    set({ ...form, questions: form.questions.map((one, at) => (at === i ? question : one)) });
  return (
    <fieldset className="family-members">
      <legend>
        <NativeSelect
          size="xs"
          label={t('join')}
          value={form.join}
          onChange={(event) => set({ ...form, join: event.currentTarget.value as RuleForm['join'] })}
          data={(['all', 'any'] as const).map((value) => ({ value, label: t(value) }))}
        />
      </legend>
      <ol className="link-lines">
        {form.questions.map((question, i) => (
          <li key={`${i} ${question.subject}`} className="rule-question">
            <NativeSelect
              size="xs"
              aria-label={`${t('subject')} ${i + 1}`}
              value={question.subject}
              onChange={({ currentTarget: { value } }) =>
                put(i, { subject: value as Subject, code: '', answer: value === 'priced' ? 'yes' : '' })
              }
              data={subjects.map((value) => ({ value, label: t(value) }))}
            />
            <Answer question={question} put={(next) => put(i, next)} label={`${t('answer')} ${i + 1}`} />
            <ActionIcon
              variant="subtle"
              disabled={form.questions.length === 1}
              aria-label={`${t('takeOut')} ${i + 1}`}
              onClick={() => set({ ...form, questions: form.questions.toSpliced(i, 1) })}
            >
              <Icon name="x" size={16} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <Button size="xs" variant="default" onClick={() => set({ ...form, questions: [...form.questions, first] })}>
        {t('add')}
      </Button>
    </fieldset>
  );
}

type AnswerProps = {
  readonly question: Question;
  readonly put: (question: Question) => void;
  readonly label: string;
};

function Answer({ question, put, label }: AnswerProps) {
  const t = useWords(ruleWords);
  const { text } = useFormat();
  const categories = useCategoryOptions();
  const families = useFamilies().data ?? [];
  const attributes = useAttributes().data ?? [];
  const { subject, code, answer } = question;
  const say = (next: string) => put({ ...question, answer: next });
  const chosen: Readonly<Partial<Record<Subject, { value: string; label: string }[]>>> = {
    category: categories,
    family: families.map((one) => ({ value: one.code, label: text(one.name) })),
    enrichment: enrichments.map((value) => ({ value, label: t(value) })),
    priced: (['yes', 'no'] as const).map((value) => ({ value, label: t(value) })),
  };
  const data = chosen[subject];
  if (data)
    return (
      <NativeSelect
        size="xs"
        aria-label={label}
        value={answer}
        onChange={(event) => say(event.currentTarget.value)}
        data={[{ value: '', label: '–' }, ...data]}
      />
    );
  const isNumber = subject === 'completeness' || subject === 'pictures';
  return (
    <>
      {subject === 'attribute' && (
        <NativeSelect
          size="xs"
          aria-label={`${label} : ${t('attribute')}`}
          value={code}
          onChange={(event) => put({ ...question, code: event.currentTarget.value })}
          data={[{ value: '', label: '–' }, ...attributes.map((one) => ({ value: one.code, label: text(one.name) }))]}
        />
      )}
      <TextInput
        size="xs"
        aria-label={label}
        type={isNumber ? 'number' : 'text'}
        placeholder={isNumber ? '' : t(subject === 'attribute' ? 'anyValue' : 'words')}
        value={answer}
        onChange={(event) => say(event.currentTarget.value)}
      />
    </>
  );
}

/** A promotion made or changed: what is given first, then its terms; what it does to baskets beside it. Saving makes a version. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { api, ApiProblem } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useSettings } from '../settings/data.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useSave, usePromotion, type Choice, type PromotionRecord, type State } from './data.ts';
import { editorWords } from './editor-words.ts';
import { formOf, newForm, ruleOf, type Form } from './form.ts';
import { KindPanel } from './kinds.tsx';
import { PreviewPanel } from './preview.tsx';
import type { Known } from './selection.tsx';
import { TermsPanels } from './terms.tsx';
import { WhatIfPanel } from './what-if.tsx';
import { promotionWords } from './words.ts';

export function NewPromotion() {
  const settings = useSettings();
  const t = useWords(editorWords);
  const [promotionId] = useState(() => newId('prm'));
  if (settings.isPending) return <PageSkeleton record />;
  return (
    <Editor
      title={t('newTitle')}
      seen={{ promotionId, version: 0, state: 'draft' }}
      form={newForm(clock(), settings.data?.currency ?? 'EUR')}
      names={{}}
    />
  );
}

export function EditPromotion({ promotionId }: { promotionId: string }) {
  const read = usePromotion(promotionId);
  const t = useWords(editorWords);
  const { text } = useFormat();
  const { lang } = useLang();
  // What is being edited is the version that was there at first: what others save meanwhile does not write over it.
  const [first, keep] = useState<PromotionRecord>();
  if (read.data && !first) keep(read.data);
  if (read.isError) return <ErrorBox error={read.error} retry={() => void read.refetch()} page />;
  if (!first) return <PageSkeleton record />;
  return (
    <Editor
      title={t('editTitle', { name: text(first.rule.name) })}
      seen={first}
      form={formOf(first.rule, first, lang)}
      names={first.names}
    />
  );
}

type Seen = { readonly promotionId: string; readonly version: number; readonly state: State };
type Props = { readonly title: string; readonly seen: Seen; readonly form: Form; readonly names: Known };

function Editor({ title, seen, form: begun, names }: Props) {
  const t = useWords(editorWords);
  const p = useWords(promotionWords);
  const { text } = useFormat();
  const [form, setForm] = useState(begun);
  const [known, know] = useState<Known>(names);
  const [tried, setTried] = useState(false);
  const { rule, limits, wrong } = ruleOf(form);
  const set = (next: Partial<Form>) => setForm((was) => ({ ...was, ...next }));
  const learn = ({ trait, name }: Choice) => know((was) => ({ ...was, [trait]: name }));
  const { promotionId } = seen;
  // A name that is still missing is no reason to hold back the preview, nor to complain before saving was tried.
  const others = [...wrong].filter((field) => field !== 'name');
  const shown = tried ? wrong : new Set(others);
  const trial = rule.name.fr === '' ? { ...rule, name: { fr: t('newTitle'), en: t('newTitle') } } : rule;
  const fields = { form, set, wrong: shown, known, learn };
  const { note, setNote, problem, busy, save } = useSaving(seen, () => ruleOf(form), setTried);
  return (
    <Record
      back={
        seen.version === 0
          ? { href: '/promotions', label: p('back') }
          : { href: `/promotions/${promotionId}`, label: text(nameOf(begun)) }
      }
      title={title}
      actions={
        <Button loading={busy} onClick={() => void save(seen.version)}>
          {t('save')}
        </Button>
      }
      main={
        <>
          {problem}
          <KindPanel {...fields} />
          <TermsPanels {...fields} />
          <Panel>
            <div className="column fields-tight">
              <TextInput
                label={t('note')}
                placeholder={t('notePlaceholder')}
                description={t(seen.state === 'on' ? 'saveLive' : 'saveHint')}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
                maxLength={200}
              />
            </div>
          </Panel>
        </>
      }
      side={
        <>
          <PreviewPanel promotionId={promotionId} rule={trial} isSound={others.length === 0} />
          <WhatIfPanel promotionId={promotionId} rule={trial} limits={limits} disabled={others.length > 0} />
        </>
      }
    />
  );
}

const nameOf = ({ nameFr, nameEn }: Form) => ({ fr: nameFr, en: nameEn });

/** Saves what is typed over the version that was seen; somebody else's version in between is told, and loses nothing. */
function useSaving(seen: Seen, made: () => ReturnType<typeof ruleOf>, setTried: (tried: boolean) => void) {
  const t = useWords(editorWords);
  const c = useWords(common);
  const [, go] = useLocation();
  const send = useSave();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, fail] = useState('');
  const [theirs, setTheirs] = useState<PromotionRecord>();
  const save = async (version: number, state = seen.state): Promise<void> => {
    setTried(true);
    fail('');
    const { rule, limits, wrong } = made();
    if (wrong.size > 0) return fail(t('wrong'));
    setBusy(true);
    try {
      await send({ promotionId: seen.promotionId, version, state, rule, ...limits, note: note.trim() });
      notifications.show({ message: t('saved'), color: 'cresson' });
      go(`/promotions/${seen.promotionId}`);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'pricing.version_changed')
        setTheirs(await api<PromotionRecord>('GET', `/api/promotions/${seen.promotionId}`).catch(() => undefined));
      fail(sentenceOf(error, c('error.network')));
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  const problem =
    theirs !== undefined && failed !== '' ? (
      <Panel>
        <div className="column fields-tight" role="alert">
          <p className="bad">{t('conflict', { n: theirs.version })}</p>
          <div className="choices">
            <Button
              component="a"
              href={`/office/promotions/${seen.promotionId}`}
              target="_blank"
              rel="noreferrer"
              variant="default"
            >
              {t('seeTheirs')}
            </Button>
            <Button variant="default" loading={busy} onClick={() => void save(theirs.version, theirs.state)}>
              {t('saveOver')}
            </Button>
          </div>
        </div>
      </Panel>
    ) : (
      failed !== '' && (
        <p className="bad" role="alert">
          {failed}
        </p>
      )
    );
  return { note, setNote, problem, busy, save };
}

/** The texts a shop must have: one at a time, in one language, published as the next version. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { textSlugs, type PageText, type TextSlug } from '#pages/model';
import { ErrorBox } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { pageWords } from '../words/pages.ts';
import { Refused } from './form-parts.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function Texts() {
  const t = useWords(pageWords);
  const s = useWords(settingsWords);
  const [slug, setSlug] = useState<TextSlug>('notice');
  const [language, setLanguage] = useState<'fr' | 'en'>('fr');
  const texts = useQuery({
    queryKey: ['settings', 'texts'],
    queryFn: ({ signal }) => api<{ items: readonly PageText[] }>('GET', '/api/texts', { signal }),
  });
  if (texts.isPending) return <RowsSkeleton />;
  if (!texts.data) return <ErrorBox error={texts.error} retry={() => void texts.refetch()} />;
  const titleOf = (one: TextSlug): string =>
    texts.data.items.find((text) => text.slug === one && text.language === language)?.title ?? one;
  const text = texts.data.items.find((one) => one.slug === slug && one.language === language);
  return (
    <>
      <div className="settings-fields">
        <NativeSelect
          label={t('text')}
          value={slug}
          onChange={(event) => setSlug(event.currentTarget.value as TextSlug)}
          data={textSlugs.map((value) => ({ value, label: titleOf(value) }))}
        />
        <NativeSelect
          label={t('language')}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value === 'en' ? 'en' : 'fr')}
          data={[
            { value: 'fr', label: s('french') },
            { value: 'en', label: s('english') },
          ]}
        />
      </div>
      {text && <TextForm key={`${slug} ${language} ${text.version}`} text={text} />}
    </>
  );
}

function TextForm({ text }: { text: PageText }) {
  const t = useWords(pageWords);
  const mayWrite = useCan('settings.write');
  const write = useWrite();
  const [title, setTitle] = useState(text.title);
  const [body, setBody] = useState(text.body);
  const [validFrom, setValidFrom] = useState<string>(text.validFrom);
  const publish = async (event: SubmitEvent) => {
    event.preventDefault();
    const path = `/api/texts/${text.slug}/${text.language}`;
    await write.mutateAsync({ method: 'PUT', path, body: { title, body, validFrom, version: text.version } });
    notifications.show({ message: t('written'), color: 'cresson' });
  };
  const address = `${text.language === 'en' ? '/en' : ''}/legal/${text.slug}`;
  return (
    <form className="texts-form" onSubmit={(event) => void publish(event).catch(() => undefined)}>
      <Panel
        title={t('version', { n: text.version })}
        aside={
          <a className="link" href={address} target="_blank" rel="noreferrer">
            {t('see')}
          </a>
        }
      >
        {text.version === 0 && <p className="help">{t('ours')}</p>}
        <div className="settings-fields">
          <TextInput
            label={t('title')}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            maxLength={120}
            required
            readOnly={!mayWrite}
            lang={text.language}
          />
          <TextInput
            label={t('validFrom')}
            type="date"
            value={validFrom}
            onChange={(event) => setValidFrom(event.currentTarget.value)}
            required
            readOnly={!mayWrite}
          />
        </div>
        <Textarea
          label={t('body')}
          description={t('bodyHelp')}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
          autosize
          minRows={12}
          maxRows={28}
          maxLength={60_000}
          required
          readOnly={!mayWrite}
          lang={text.language}
        />
        <Refused error={write.error} />
        {mayWrite && (
          <div className="confirm-verbs">
            <Button type="submit" loading={write.isPending}>
              {t('write')}
            </Button>
          </div>
        )}
      </Panel>
    </form>
  );
}

/** How the shop looks: accent, typefaces, corners, logo and the home page, tried beside before it is kept. */
import { ActionIcon, Button, Checkbox, ColorInput, FileButton, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import {
  accentContrast,
  fontPairs,
  homeSections,
  LEAST_CONTRAST,
  radii,
  type FontPair,
  type HomeSection,
  type Look,
  type Radius,
} from '#pages/model';
import { ErrorBox } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { pageWords } from '../words/pages.ts';
import { Refused, Verbs } from './form-parts.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

type KeptLook = Look & { readonly version: number };

export function LookForm() {
  const look = useQuery({
    queryKey: ['settings', 'look'],
    queryFn: ({ signal }) => api<KeptLook>('GET', '/api/look', { signal }),
  });
  if (look.isPending) return <RowsSkeleton />;
  if (!look.data) return <ErrorBox error={look.error} retry={() => void look.refetch()} />;
  return <Loaded key={look.data.version} kept={look.data} />;
}

const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text);

function Loaded({ kept }: { kept: KeptLook }) {
  const t = useWords(pageWords);
  const s = useWords(settingsWords);
  const { lang } = useLang();
  const mayWrite = useCan('settings.write');
  const write = useWrite();
  const [look, setLook] = useState<KeptLook>(kept);
  const set = (change: Partial<Look>) => setLook({ ...look, ...change });
  const ratio = isColour(look.accent) ? accentContrast(look.accent) : 0;
  const low = ratio < LEAST_CONTRAST;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ method: 'PUT', path: '/api/look', body: look });
    notifications.show({ message: s('saved'), color: 'cresson' });
  };
  const { version: _, ...tried } = look;
  const address = `/?look=${encodeURIComponent(JSON.stringify(low ? { ...tried, accent: kept.accent } : tried))}`;
  const shown = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(ratio);
  return (
    <form className="record" onSubmit={(event) => void save(event).catch(() => undefined)}>
      <div className="column">
        <Panel title={t('style')}>
          <div className="settings-fields">
            <ColorInput
              label={t('accent')}
              value={look.accent}
              onChange={(accent) => set({ accent: accent.toLowerCase() })}
              description={t('accentHelp', { ratio: shown })}
              error={low && t('accentLow')}
              format="hex"
              withEyeDropper={false}
              disabled={!mayWrite}
            />
            <NativeSelect
              label={t('fonts')}
              value={look.fonts}
              onChange={(event) => set({ fonts: event.currentTarget.value as FontPair })}
              data={(Object.keys(fontPairs) as FontPair[]).map((value) => ({ value, label: t(`fonts.${value}`) }))}
              disabled={!mayWrite}
            />
            <NativeSelect
              label={t('radius')}
              value={look.radius}
              onChange={(event) => set({ radius: event.currentTarget.value as Radius })}
              data={(Object.keys(radii) as Radius[]).map((value) => ({ value, label: t(`radius.${value}`) }))}
              disabled={!mayWrite}
            />
            {mayWrite && <Logo look={look} set={set} />}
          </div>
        </Panel>
        <Sections look={look} set={set} readOnly={!mayWrite} />
        <Refused error={write.error} />
        {mayWrite ? <Verbs busy={write.isPending} disabled={low} /> : <p className="muted">{s('readOnly')}</p>}
      </div>
      <Panel title={t('preview')}>
        <iframe className="look-preview" title={t('preview')} src={address} sandbox="allow-same-origin" />
      </Panel>
    </form>
  );
}

type PartProps = { readonly look: Look; readonly set: (change: Partial<Look>) => void };

function Logo({ look, set }: PartProps) {
  const t = useWords(pageWords);
  const [error, setError] = useState<unknown>(null);
  const upload = async (file: File | null) => {
    if (!file) return;
    const mediaId = newId('med');
    try {
      const response = await fetch(`/api/media?mediaId=${mediaId}`, {
        method: 'POST',
        headers: { 'content-type': file.type },
        body: file,
      });
      if (!response.ok) throw new Error(`${response.status}`);
      setError(null);
      set({ logoMediaId: mediaId });
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <div>
      <p className="strong">{t('logo')}</p>
      {look.logoMediaId !== null && <img className="look-logo" src={`/media/${look.logoMediaId}`} alt={t('logo')} />}
      <p className="help">{t('logoHelp')}</p>
      <span className="settings-checks">
        <FileButton onChange={(file) => void upload(file)} accept="image/png,image/jpeg,image/webp">
          {(props) => (
            <Button {...props} variant="default" size="xs">
              {t('logoChoose')}
            </Button>
          )}
        </FileButton>
        {look.logoMediaId !== null && (
          <Button variant="subtle" size="xs" onClick={() => set({ logoMediaId: null })}>
            {t('logoRemove')}
          </Button>
        )}
      </span>
      <Refused error={error} />
    </div>
  );
}

function Sections({ look, set, readOnly }: PartProps & { readonly readOnly: boolean }) {
  const t = useWords(pageWords);
  const rows: HomeSection[] = [...look.home, ...homeSections.filter((name) => !look.home.includes(name))];
  const toggle = (name: HomeSection, on: boolean) => {
    const home = on ? [...look.home, name] : look.home.filter((one) => one !== name);
    if (home.length > 0) set({ home });
  };
  const raise = (name: HomeSection) => {
    const home = [...look.home];
    const at = home.indexOf(name);
    home.splice(at, 1);
    home.splice(at - 1, 0, name);
    set({ home });
  };
  return (
    <Panel title={t('home')}>
      <p className="help">{t('homeHelp')}</p>
      <ul className="look-sections">
        {rows.map((name) => (
          <li key={name}>
            <Checkbox
              label={t(`home.${name}`)}
              checked={look.home.includes(name)}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
              disabled={readOnly}
            />
            {look.home.indexOf(name) > 0 && !readOnly && (
              <ActionIcon
                variant="subtle"
                aria-label={t('up', { name: t(`home.${name}`) })}
                onClick={() => raise(name)}
              >
                <Icon name="up" size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

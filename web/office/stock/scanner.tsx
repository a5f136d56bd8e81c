/**
 * An article by what is scanned: a scanner is a keyboard that ends with Enter, the camera of a phone reads the same codes. What is typed
 * and is no code is looked for by name, where the screen allows it.
 */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { api } from '#kit/api';
import { watchCamera, type CameraState } from '#kit/camera/camera';
import { readLabel } from '#kit/camera/labels';
import { useFormat, type Text } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Picture } from '../parts/picture.tsx';
import { useWords } from '../shell/lang.tsx';
import { stockOf } from './data.ts';
import { scanWords } from './scan-words.ts';
import './scanner.css';

export type Article = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
};

/** All articles with a code. */
async function byCode(code: string): Promise<readonly Article[]> {
  return (await api<{ items: readonly Article[] }>('GET', '/api/stock/lookup', { query: { code } })).items;
}

/** The first articles that a word finds, and that lie somewhere. */
async function byWord(q: string): Promise<readonly Article[]> {
  type Line = { readonly skuIds: readonly string[] };
  const page = await api<{ items: readonly Line[] }>('GET', '/api/products', { query: { q, limit: 8 } });
  const ids = page.items.flatMap((line) => line.skuIds).slice(0, 24);
  return ids.length === 0 ? [] : stockOf(ids, new AbortController().signal);
}

type Found = { readonly code: string; readonly articles: readonly Article[] };

export type ScannerProps = {
  readonly onArticle: (article: Article) => void;
  /** What is no code is looked for by name. */
  readonly words?: boolean;
  /** Takes the keys from the start: a screen that is for scanning. */
  readonly focused?: boolean;
};

/** What is typed, and what it led to. The field is free for the next beep at once; answers come in the order of the beeps. */
function useCodes(onArticle: (article: Article) => void, words: boolean) {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>();
  const last = useRef(Promise.resolve());
  const take = (article: Article) => {
    setFound(undefined);
    onArticle(article);
  };
  const ask = async (text: string) => {
    const code = readLabel(text)?.code;
    if (code === undefined) return;
    let articles = await byCode(code);
    if (articles.length === 0 && words) articles = await byWord(text.trim());
    const [only] = articles;
    if (only && articles.length === 1) return take(only);
    navigator.vibrate?.(articles.length === 0 ? [60, 40, 60] : 40);
    setFound({ code: text.trim(), articles });
    // A word is put back to be mended; a code is not: the next beep would be typed behind it.
    if (words && articles.length === 0) setTyped((now) => now || text);
  };
  const submit = (text: string) => {
    if (text.trim() === '') return;
    setTyped('');
    last.current = last.current
      .then(() => ask(text))
      .catch(() => {
        setFound({ code: text.trim(), articles: [] });
      });
  };
  return { typed, setTyped, found, take, submit };
}

export function Scanner({ onArticle, words = false, focused = false }: ScannerProps) {
  const t = useWords(scanWords);
  const [seeing, setSeeing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  const { typed, setTyped, found, take, submit } = useCodes((article) => {
    onArticle(article);
    if (!seeing) field.current?.focus();
  }, words);
  return (
    <div className="scanner">
      <form
        className="scanner-row"
        onSubmit={(event) => {
          event.preventDefault();
          submit(typed);
        }}
      >
        <TextInput
          ref={field}
          className="scanner-code"
          label={t('code')}
          placeholder={t('codeHint')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="done"
          maxLength={80}
        />
        <Button type="submit" variant="default">
          {t('find')}
        </Button>
        <Button
          variant={seeing ? 'filled' : 'default'}
          leftSection={<Icon name="scan" size={16} />}
          onClick={() => setSeeing(!seeing)}
          aria-pressed={seeing}
        >
          {t(seeing ? 'closeCamera' : 'camera')}
        </Button>
      </form>
      {seeing && <Eye onCode={submit} />}
      <Answer found={found} words={words} />
      {found && found.articles.length > 0 && <Choice articles={found.articles} onTake={take} />}
    </div>
  );
}

/** What a code led to, where it was not one article. */
function Answer({ found, words }: { found: Found | undefined; words: boolean }) {
  const t = useWords(scanWords);
  const code = found?.code ?? '';
  return (
    <div role="status" aria-live="polite">
      {found && found.articles.length === 0 && <p className="bad">{t(words ? 'nothing' : 'unknown', { code })}</p>}
      {found && found.articles.length > 0 && <p className="muted">{t('several')}</p>}
    </div>
  );
}

/** The camera while it is open. */
function Eye({ onCode }: { onCode: (code: string) => void }) {
  const t = useWords(scanWords);
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const tell = useEffectEvent(onCode);
  useEffect(() => watchCamera({ video: () => video.current, onState: setState, onCode: (code) => tell(code) }), []);
  const sees = state === 'starting' || state === 'seeing';
  return (
    <div className="scanner-eye">
      <div className="scanner-view" hidden={!sees}>
        <video ref={video} muted playsInline aria-label={t('camera')} />
        {state === 'seeing' && <span className="scanner-frame" aria-hidden="true" />}
      </div>
      <p className={sees ? 'muted' : 'bad'} role="status">
        {t(state)}
      </p>
    </div>
  );
}

function Choice({ articles, onTake }: { articles: readonly Article[]; onTake: (article: Article) => void }) {
  return (
    <ul className="scanner-choice">
      {articles.map((article) => (
        <li key={article.skuId}>
          <button type="button" onClick={() => onTake(article)}>
            <ArticleFace article={article} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Picture, name and code of an article in a line. */
export function ArticleFace({ article, size = 40 }: { article: Article; size?: number }) {
  const { text } = useFormat();
  return (
    <span className="with-picture">
      <Picture src={article.image} size={size} />
      <span className="article">
        <span>{text(article.name)}</span>
        <span className="help">{[text(article.optionText), article.sku].filter(Boolean).join(' · ')}</span>
      </span>
    </span>
  );
}

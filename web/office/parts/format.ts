/** Money, times and texts in the language chosen; `homeZone` is the shop's. */
import { useMemo } from 'react';
import { clock, type Day, type Instant } from '#base/time';
import type { Money } from '#base/money';
import * as format from '#kit/format';
import { useLang } from '../shell/lang.tsx';

/** An amount as JSON carries it. */
export type Amount = { readonly minor: number; readonly currency: string };
/** A text in the languages it has. */
export type Text = { readonly fr?: string; readonly en?: string; readonly [lang: string]: string | undefined };

export type Formats = ReturnType<typeof formats>;

function formats(lang: format.Lang) {
  return {
    lang,
    money: (amount: Amount) => format.money(lang, amount as Money),
    number: (value: number) => format.number(lang, value),
    percent: (share: number) => format.percent(lang, share),
    /** A rate in millionths, as tax rates come: 200000 is 20 %. */
    rate: (millionths: number) => format.percent(lang, millionths / 1_000_000),
    time: (at: string) => format.time(lang, at as Instant),
    date: (at: string) => format.shortDate(lang, at as Instant | Day),
    /** A day on an axis: `24 nov.` */
    dayOfMonth: (at: string) => format.dayOfMonth(lang, at as Instant | Day),
    longDate: (at: string) => format.longDate(lang, at as Instant | Day),
    dateTime: (at: string) => format.dateTime(lang, at as Instant),
    /** As told now: `aujourd’hui, 14 h 51`. */
    when: (at: string) => format.when(lang, at as Instant, clock()),
    /** The name of an ISO 3166 country. */
    country: (code: string) =>
      /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames([lang], { type: 'region' }).of(code) ?? code) : code,
    list: (items: readonly string[]) => format.list(lang, items),
    text: (text: Text | null | undefined) => text?.[lang] ?? text?.fr ?? text?.en ?? '',
  };
}

/** `const { money, when, text } = useFormat()`. */
export function useFormat(): Formats {
  const { lang } = useLang();
  return useMemo(() => formats(lang), [lang]);
}

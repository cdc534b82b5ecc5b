import type { FeelTime } from './feel-value.ts';

const DAY = 86_400_000;
const DATE = /^(-?\d{4,9})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[\w/+-]+)?$/;
const DURATION = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A date, a time or a duration from its ISO text; null where it is none. */
export function readTime(text: string): FeelTime | null {
  return readDate(text) ?? readTimeOfDay(text) ?? readDateAndTime(text) ?? readDuration(text);
}

/** `2017-01-31`. */
export function readDate(text: string): FeelTime | null {
  const match = DATE.exec(text);
  if (!match) return null;
  return dateOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** A date from its parts; null where the calendar has no such day. */
export function dateOf(year: number, month: number, day: number): FeelTime | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return dateOfDays(date.getTime() / DAY);
}

/** The date so many days after 1970-01-01. */
export function dateOfDays(days: number): FeelTime {
  const date = new Date(days * DAY);
  const year = date.getUTCFullYear();
  const padded = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
  const text = `${padded}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return { kind: 'date', amount: days, offset: null, text };
}

/** `12:30:00`, with or without fraction and zone. Named zones count as local time. */
export function readTimeOfDay(text: string): FeelTime | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const offset = offsetOf(match[5]);
  const local = ((hour * 60 + minute) * 60 + second) * 1000 + Number(`0.${match[4] ?? '0'}`) * 1000;
  return { kind: 'time', amount: local - (offset ?? 0) * 60_000, offset, text };
}

/** Date and time, divided by `T`; a date alone is its midnight. */
export function readDateAndTime(text: string): FeelTime | null {
  const [day = '', time] = text.split('T');
  const date = readDate(day);
  const clock = time === undefined ? null : readTimeOfDay(time);
  if (!date || (time !== undefined && !clock)) return null;
  return dateAndTime(date, clock);
}

/** The moment at which a clock shows a time on a day; midnight without one. */
export function dateAndTime(date: FeelTime, clock: FeelTime | null): FeelTime {
  const text = `${date.text.slice(0, date.text.indexOf('T') < 0 ? undefined : date.text.indexOf('T'))}T${clock?.text ?? '00:00:00'}`;
  return { kind: 'date and time', amount: date.amount * DAY + (clock?.amount ?? 0), offset: clock?.offset ?? null, text };
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || zone.startsWith('@')) return null;
  if (zone === 'Z') return 0;
  const [hours = '0', minutes = '0'] = zone.slice(1).split(':');
  return (zone.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `P1Y2M` or `P3DT4H`; FEEL knows no mixture of the two. */
export function readDuration(text: string): FeelTime | null {
  const match = DURATION.exec(text);
  if (!match || /[PT]$/.test(text)) return null;
  const sign = match[1] ? -1 : 1;
  const at = (index: number) => Number(match[index] ?? 0);
  const hasMonths = match[2] !== undefined || match[3] !== undefined;
  const hasDays = [4, 5, 6, 7].some((index) => match[index] !== undefined);
  if (hasMonths && hasDays) return null;
  if (hasMonths) return monthsDuration(sign * (at(2) * 12 + at(3)));
  return daysDuration(sign * (((at(4) * 24 + at(5)) * 60 + at(6)) * 60 + at(7)) * 1000);
}

/** A duration of days and time, in milliseconds. */
export function daysDuration(amount: number): FeelTime {
  const rest = Math.abs(amount);
  const days = Math.floor(rest / DAY);
  const hours = Math.floor((rest % DAY) / 3_600_000);
  const minutes = Math.floor((rest % 3_600_000) / 60_000);
  const seconds = (rest % 60_000) / 1000;
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  const text = `${amount < 0 ? '-' : ''}P${days ? `${days}D` : ''}${clock ? `T${clock}` : days ? '' : 'T0S'}`;
  return { kind: 'days', amount, offset: null, text };
}

/** A duration of years and months. */
export function monthsDuration(amount: number): FeelTime {
  const years = Math.floor(Math.abs(amount) / 12);
  const months = Math.abs(amount) % 12;
  const text = `${amount < 0 ? '-' : ''}P${years ? `${years}Y` : ''}${months || !years ? `${months}M` : ''}`;
  return { kind: 'months', amount, offset: null, text };
}

/** A date or a moment, moved by a duration. */
export function shifted(start: FeelTime, by: FeelTime, sign: 1 | -1): FeelTime | null {
  if (start.kind === 'date') {
    if (by.kind === 'days') return dateOfDays(Math.floor((start.amount * DAY + sign * by.amount) / DAY));
    return by.kind === 'months' ? monthsLater(start.amount, sign * by.amount) : null;
  }
  if (start.kind === 'date and time') {
    const day = Math.floor(start.amount / DAY);
    const moved = by.kind === 'days' ? start.amount + sign * by.amount : null;
    if (moved !== null) return momentOf(moved, start.offset);
    const date = by.kind === 'months' ? monthsLater(day, sign * by.amount) : null;
    return date && momentOf(date.amount * DAY + (start.amount - day * DAY), start.offset);
  }
  if (start.kind === 'time' && by.kind === 'days') return clockOf((((start.amount + sign * by.amount) % DAY) + DAY) % DAY, start.offset);
  if (start.kind === 'days' && by.kind === 'days') return daysDuration(start.amount + sign * by.amount);
  if (start.kind === 'months' && by.kind === 'months') return monthsDuration(start.amount + sign * by.amount);
  return null;
}

/** What lies between two dates, moments or times; null where they are of different kinds. */
export function between(a: FeelTime, b: FeelTime): FeelTime | null {
  if (a.kind === 'date' && b.kind === 'date') return daysDuration((a.amount - b.amount) * DAY);
  const moment = ({ kind, amount }: FeelTime) => (kind === 'date' ? amount * DAY : amount);
  const isMoment = ({ kind }: FeelTime) => kind === 'date' || kind === 'date and time';
  if ((isMoment(a) && isMoment(b)) || (a.kind === 'time' && b.kind === 'time')) return daysDuration(moment(a) - moment(b));
  return null;
}

function monthsLater(day: number, months: number): FeelTime | null {
  const date = new Date(day * DAY);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return dateOf(target.getUTCFullYear(), target.getUTCMonth() + 1, Math.min(date.getUTCDate(), last));
}

function momentOf(amount: number, offset: number | null): FeelTime {
  const local = amount + (offset ?? 0) * 60_000;
  const day = Math.floor(local / DAY);
  return dateAndTime(dateOfDays(day), clockOf(local - day * DAY - (offset ?? 0) * 60_000, offset));
}

function clockOf(amount: number, offset: number | null): FeelTime {
  const local = amount + (offset ?? 0) * 60_000;
  const seconds = (local % 60_000) / 1000;
  const clock = `${two(Math.floor(local / 3_600_000))}:${two(Math.floor((local % 3_600_000) / 60_000))}`;
  const [whole = '0', fraction] = String(seconds).split('.');
  const zone =
    offset === null
      ? ''
      : offset === 0
        ? 'Z'
        : `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return { kind: 'time', amount, offset, text: `${clock}:${whole.padStart(2, '0')}${fraction ? `.${fraction}` : ''}${zone}` };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Year, month, hour and so on of a date, time or duration; undefined where it has no such part. */
export function partOf(value: FeelTime, part: string): number | FeelTime | null | undefined {
  if (value.kind === 'months') {
    const years = Math.trunc(value.amount / 12);
    return part === 'years' ? years : part === 'months' ? value.amount % 12 : undefined;
  }
  if (value.kind === 'days') {
    const units: Record<string, number> = {
      days: Math.trunc(value.amount / DAY),
      hours: Math.trunc((value.amount % DAY) / 3_600_000),
      minutes: Math.trunc((value.amount % 3_600_000) / 60_000),
      seconds: (value.amount % 60_000) / 1000,
    };
    return units[part];
  }
  const local = value.kind === 'date' ? value.amount * DAY : value.amount + (value.offset ?? 0) * 60_000;
  const date = new Date(local);
  if (value.kind !== 'time') {
    if (part === 'year') return date.getUTCFullYear();
    if (part === 'month') return date.getUTCMonth() + 1;
    if (part === 'day') return date.getUTCDate();
    if (part === 'weekday') return date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  }
  if (part === 'hour') return date.getUTCHours();
  if (part === 'minute') return date.getUTCMinutes();
  if (part === 'second') return date.getUTCSeconds();
  if (part === 'time offset') return value.offset === null ? null : daysDuration(value.offset * 60_000);
  return part === 'timezone' ? null : undefined;
}

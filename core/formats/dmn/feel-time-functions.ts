import { between, dateOf, monthsDuration, partOf, readDate, readDateAndTime, readTimeOfDay } from './feel-time.ts';
import { type Feel, isTime } from './feel-value.ts';

/** `date()` in all its forms. */
export function dateOfValues(from: Feel, month: Feel, day: Feel): Feel {
  if (typeof from === 'string') return readDate(from);
  if (isTime(from) && from.kind !== 'days') return readDate(from.text.split('T')[0] ?? '');
  return typeof from === 'number' && typeof month === 'number' && typeof day === 'number' ? dateOf(from, month, day) : null;
}

/** `time()` in all its forms. */
export function timeOfValues(from: Feel, minute: Feel, second: Feel, offset: Feel): Feel {
  if (typeof from === 'string') return readTimeOfDay(from);
  if (isTime(from)) return readTimeOfDay(from.text.split('T')[1] ?? (from.kind === 'date' ? '00:00:00Z' : from.text));
  if (typeof from !== 'number' || typeof minute !== 'number' || typeof second !== 'number') return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = isTime(offset) ? offset.amount / 60_000 : null;
  const zone =
    minutes === null ? '' : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return readTimeOfDay(`${two(from)}:${two(minute)}:${two(second)}${zone === '+00:00' ? 'Z' : zone}`);
}

/** The day of a moment. */
export function dateOnly(value: Feel): Extract<Feel, { amount: number }> | null {
  return isTime(value) ? readDate(value.text.split('T')[0] ?? '') : null;
}

/** Whole months from one day to another. */
export function monthsBetween(from: string, to: string): Feel {
  const a = readDate(from.split('T')[0] ?? '');
  const b = readDate(to.split('T')[0] ?? '');
  if (!a || !b) return null;
  const at = (value: Extract<Feel, { amount: number }>, part: string) => Number(partOf(value, part));
  const months = (at(b, 'year') - at(a, 'year')) * 12 + at(b, 'month') - at(a, 'month');
  const isShort = between(b, a) && months !== 0 && (months > 0 ? at(b, 'day') < at(a, 'day') : at(b, 'day') > at(a, 'day'));
  return monthsDuration(isShort ? months - Math.sign(months) : months);
}

/** A function that takes a part of a date, written or made. */
export const datePart =
  (part: string) =>
  (value: Feel): Feel => {
    const day = typeof value === 'string' ? readDateAndTime(value) : value;
    return isTime(day) ? (partOf(day, part) ?? null) : null;
  };

const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
/** `Monday` of 1. */
export const dayNames = (day: Feel): Feel => (typeof day === 'number' ? (DAYS[day - 1] ?? null) : null);
/** `January` of 1. */
export const monthNames = (month: Feel): Feel => (typeof month === 'number' ? (MONTHS[month - 1] ?? null) : null);

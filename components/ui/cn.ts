import { type ClassValue, clsx } from "clsx";

/**
 * Joins class names. Their order decides nothing: what a caller may choose differently, a component says with `base:`,
 * which any other class beats.
 */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}

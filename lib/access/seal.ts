/**
 * Seals credentials for storage with AES-256-GCM. A sealed text opens only with the same key and for the same cluster
 * and server address, so a row that was copied to another cluster or redirected to another server stays shut.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, config } from "../config.ts";

/** A sealed credential does not open. The message says what to do and contains nothing of it. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/** What a sealed text is bound to. */
export interface SealedFor {
  readonly clusterId: string;
  /** Address of the API server that the credential may be sent to. */
  readonly server: string;
}

/** Layout: one byte of version, 12 of nonce, 16 of tag, then the ciphertext. */
const VERSION = 1;
const NONCE_END = 13;
const TAG_END = 29;

/** Encrypts a text. Two calls never give the same bytes. */
export function seal(
  text: string,
  bound: SealedFor,
  key: Uint8Array = sealingKey(),
): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_END - 1);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(boundTo(bound));
  const body = [cipher.update(text, "utf8"), cipher.final()];
  return Uint8Array.from(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ...body]));
}

/**
 * Decrypts what `seal` made.
 * @throws SealError when the key, the cluster, the server or a single bit differs.
 */
export function unseal(
  sealed: Uint8Array,
  bound: SealedFor,
  key: Uint8Array = sealingKey(),
): string {
  if (sealed[0] !== VERSION || sealed.length < TAG_END) {
    throw new SealError(
      "The stored credential was written by another version of this product. Connect the cluster again.",
    );
  }

  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, NONCE_END))
      .setAAD(boundTo(bound))
      .setAuthTag(sealed.subarray(NONCE_END, TAG_END));
    const body = [decipher.update(sealed.subarray(TAG_END)), decipher.final()];
    return Buffer.concat(body).toString("utf8");
  } catch {
    throw new SealError(
      "The stored credential does not open: it was changed, or sealed with another MESH_READINESS_ENCRYPTION_KEY. Restore that key, or connect the cluster again.",
    );
  }
}

/**
 * The key of this installation: from the settings, or a file in the data folder that only its owner can read, made on
 * first use.
 * @throws SealError when that file does not hold a key.
 */
export function sealingKey(
  settings: Pick<Config, "encryptionKey" | "dataFolder"> = config(),
): Uint8Array {
  if (settings.encryptionKey !== null) return Buffer.from(settings.encryptionKey, "hex");

  const file = join(settings.dataFolder, "encryption-key");
  const hex = readKey(file) ?? makeKey(settings.dataFolder, file);
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new SealError(
      `${file} does not hold an encryption key (64 hexadecimal digits). Restore it from a backup, or delete it and connect the clusters with uploaded kubeconfigs again.`,
    );
  }
  return Buffer.from(hex, "hex");
}

function boundTo({ clusterId, server }: SealedFor): Uint8Array {
  return Buffer.from(JSON.stringify(["mesh-readiness credential", VERSION, clusterId, server]));
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Written apart and linked into place, so that of two processes that start together both read the same whole key. */
function makeKey(folder: string, file: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(32).toString("hex")}\n`, {
    mode: 0o600,
    flag: "wx",
    flush: true,
  });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, "utf8").trim();
}

function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

import { networkInterfaces } from "node:os";
import { describe, expect, it, test } from "vitest";
import { guardedLookup, parseServer, type Resolve, refusal } from "./address.ts";
import { ConnectionError } from "./problem.ts";

const own = { host: "127.0.0.1", port: 3000 };

function problemOf(text: string): string {
  try {
    parseServer(text, own);
    return "allowed";
  } catch (error) {
    if (error instanceof ConnectionError) return error.problem;
    throw error;
  }
}

describe("the address of a server", () => {
  test.each([
    "https://169.254.169.254",
    "https://169.254.170.2/v2/credentials",
    "https://[fe80::1]:6443",
    "https://[::ffff:169.254.169.254]",
    "https://[64:ff9b::a9fe:a9fe]",
    "https://[2002:a9fe:a9fe::1]",
    "https://[::169.254.169.254]",
    "https://2852039166",
    "https://0xa9fea9fe",
    "https://0251.0376.0251.0376",
    "https://[fd00:ec2::254]",
    "https://100.100.100.200",
    "https://168.63.129.16",
    "https://metadata.google.internal",
    "https://METADATA.google.internal.",
    "https://224.0.0.1",
  ])("refuses %s, which serves machine metadata or nobody", (text) => {
    expect(problemOf(text)).toBe("refused-address");
  });

  test.each([
    "http://127.0.0.1:3000",
    "http://127.1:3000",
    "http://0.0.0.0:3000",
    "http://[::1]:3000",
    "http://[::ffff:127.0.0.1]:3000",
    "http://127.8.8.8:3000",
  ])("refuses %s, which is our own listener", (text) => {
    expect(problemOf(text)).toBe("refused-address");
  });

  it("refuses our own listener at this machine's outer address", () => {
    const outer = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address }) => address);

    expect(outer.length).toBeGreaterThan(0);
    for (const address of outer) expect(refusal(address, 3000, own)).not.toBeNull();
  });

  test.each([
    "https://10.0.0.1:6443",
    "https://192.168.49.2:8443",
    "https://127.0.0.1:6443",
    "https://0.0.0.0:36443",
    "https://[fd12:3456::1]:6443",
    "https://100.64.0.9",
    "https://abc.gr7.eu-west-1.eks.amazonaws.com",
    "http://127.0.0.1:8001",
    "https://rancher.example.com/k8s/clusters/c-m-1",
  ])("allows %s, where clusters normally live", (text) => {
    expect(problemOf(text)).toBe("allowed");
  });

  test.each([
    "ftp://10.0.0.1",
    "file:///etc/passwd",
    "unix:///run/x.sock",
    "10.0.0.1",
    "",
    "https://",
  ])("says that %j is not an http address", (text) => {
    expect(problemOf(text)).toBe("invalid-kubeconfig");
  });

  it("refuses a password in the address without repeating it", () => {
    expect(problemOf("https://admin:hunter2@10.0.0.1")).toBe("refused-address");
    for (const text of ["https://admin:hunter2@10.0.0.1", "ftp://admin:hunt@er2@10.0.0.1"]) {
      expect(() => parseServer(text)).toThrow(/^((?!hunt).)*$/);
      expect(() => parseServer(text)).toThrow(/^((?!er2).)*$/);
    }
  });
});

describe("the lookup of a connection", () => {
  const answers = (...addresses: string[]) => {
    const resolve: Resolve = (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    return new Promise<string>((done) => {
      guardedLookup(6443, own, resolve)("api.example.com", {}, (error, address) =>
        done(error ? error.message : String(address)),
      );
    });
  };

  it("passes on an address that is allowed", async () => {
    expect(await answers("10.0.0.1")).toBe("10.0.0.1");
  });

  it("refuses a name when any of its addresses is a metadata service", async () => {
    expect(await answers("10.0.0.1", "169.254.169.254")).toContain("is not connected to");
  });

  it("refuses a name that answers with another address the second time", async () => {
    const turns = [["10.0.0.1"], ["169.254.169.254"]];
    const resolve: Resolve = (_hostname, _options, callback) =>
      callback(
        null,
        (turns.shift() ?? []).map((address) => ({ address, family: 4 })),
      );
    const look = guardedLookup(6443, own, resolve);
    const next = () =>
      new Promise((done) => {
        look("rebinding.example.com", {}, (error, address) => done(error?.message ?? address));
      });

    expect(await next()).toBe("10.0.0.1");
    expect(await next()).toContain("is not connected to");
  });

  it("refuses a name without an address", async () => {
    expect(await answers()).toContain("it has no address");
  });

  it("applies to names of this machine", async () => {
    const found = await new Promise((resolve) => {
      guardedLookup(3000, own)("localhost", { all: true }, (error) => resolve(error?.message));
    });
    expect(found).toContain("Mesh Readiness itself");
  });
});

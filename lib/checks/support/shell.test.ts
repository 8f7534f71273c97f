import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { command, kubectl, manifest, quoted } from "./shell.ts";

describe("an argument of a command", () => {
  it.each(["cart", "istio.io/rev=1-27", "--namespace=shop", "networks.operator.openshift.io"])(
    "is left alone when it is plain: %s",
    (argument) => expect(quoted(argument)).toBe(argument),
  );

  it.each(["; rm -rf /", "$(id)", "`id`", "it's", "a b", "", "*", "~", "!1", '"', "\\", "é"])(
    "reaches the program as it was: %s",
    (argument) => {
      const script = `printf %s ${quoted(argument)}`;
      expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" })).toBe(argument);
    },
  );

  it("carries no line break, escape or change of direction", () => {
    expect(quoted("a\nb\u001b[201~\u202ec")).toBe("'a?b?[201~?c'");
  });
});

describe("a kubectl command", () => {
  const named = (kind: string, group: string, namespace: string | null) =>
    kubectl(["get"], { group, kind, namespace, name: "cart" });

  it("names the object and its namespace", () => {
    expect(named("Deployment", "apps", "shop")).toBe(
      "kubectl --namespace=shop get deployment/cart",
    );
    expect(named("Node", "", null)).toBe("kubectl get node/cart");
  });

  it("spells out the group where two groups share a kind", () => {
    expect(named("Gateway", "gateway.networking.k8s.io", "shop")).toBe(
      "kubectl --namespace=shop get gateway.gateway.networking.k8s.io/cart",
    );
  });

  it("cannot be given an option by a name", () => {
    const object = { group: "", kind: "Node", namespace: null, name: "--kubeconfig=/tmp/theirs" };
    expect(kubectl(["delete"], object)).toBe("kubectl delete node/--kubeconfig=/tmp/theirs");
  });
});

it("quotes each part of a command on its own", () => {
  expect(command("kubectl", "label", "ns/a b", "x=")).toBe("kubectl label 'ns/a b' x=");
});

it("writes YAML that reads back as it was", () => {
  const object = { metadata: { name: "yes", labels: { a: "1e3", b: "- x: {", c: "multi\nline" } } };
  expect(parse(manifest(object))).toEqual(object);
});

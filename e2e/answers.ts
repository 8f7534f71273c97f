import type { Page } from "@playwright/test";

/** Everything the server says to this page from now on: headers and body of each answer, with its address. */
export function collectAnswers(page: Page): () => Promise<{ url: string; text: string }[]> {
  const coming: Promise<{ url: string; text: string }>[] = [];
  page.on("response", (response) => {
    const headers = JSON.stringify(response.headers());
    coming.push(
      // Bodies of redirects and of pages that were left are gone.
      response.text().then(
        (text) => ({ url: response.url(), text: headers + text }),
        () => ({ url: response.url(), text: headers }),
      ),
    );
  });
  return () => Promise.all(coming);
}

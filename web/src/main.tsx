import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "@/app/router";
import { Unreachable } from "@/app/Unreachable";
import { ApiError, queryClient, restore } from "@/shared/api";
import { i18nReady } from "@/shared/i18n";
import { live, useLine } from "@/shared/realtime";
import { Toasts } from "@/shared/ui";
import "./styles.css";

// What was missed for too long makes everything that was read doubtful.
live.onResync(() => void queryClient.invalidateQueries());

// What could not be read while nothing answered is read as soon as something does.
useLine.subscribe((now, before) => {
  if (now.state === "open" && before.state !== "open")
    void queryClient.refetchQueries({ type: "active", predicate: (query) => query.state.status === "error" });
});

function Console() {
  return (
    <>
      <RouterProvider router={router} />
      <Toasts />
    </>
  );
}

async function begin(): Promise<void> {
  const place = createRoot(document.getElementById("root") as HTMLElement, {
    // A lost connection is said on the page; the browser's console is for what should not happen.
    onCaughtError: (error) => {
      if (!(error instanceof ApiError)) reportError(error);
    },
  });
  await i18nReady;
  try {
    await restore();
  } catch {
    place.render(<Unreachable />);
    return;
  }
  place.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void begin();

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "@/app/router";
import { Unreachable } from "@/app/Unreachable";
import { queryClient, restore } from "@/shared/api";
import { i18nReady } from "@/shared/i18n";
import { live } from "@/shared/realtime";
import { Toasts } from "@/shared/ui";
import "./styles.css";

// What was missed for too long makes everything that was read doubtful.
live.onResync(() => void queryClient.invalidateQueries());

function Console() {
  return (
    <>
      <RouterProvider router={router} />
      <Toasts />
    </>
  );
}

async function begin(): Promise<void> {
  const place = createRoot(document.getElementById("root") as HTMLElement);
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

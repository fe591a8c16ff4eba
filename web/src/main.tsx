import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { I18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { useTranslation } from "react-i18next";
import { router } from "@/app/router";
import { queryClient, restore } from "@/shared/api";
import { i18nReady } from "@/shared/i18n";
import { live } from "@/shared/realtime";
import { Failed, Toasts } from "@/shared/ui";
import "./styles.css";

// What was missed for too long makes everything that was read doubtful.
live.onResync(() => void queryClient.invalidateQueries());

function Console() {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language}>
      <RouterProvider router={router} />
      <Toasts />
    </I18nProvider>
  );
}

async function begin(): Promise<void> {
  const place = createRoot(document.getElementById("root") as HTMLElement);
  await i18nReady;
  try {
    await restore();
  } catch (error) {
    place.render(<Failed error={error} retry={() => location.reload()} />);
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

import { keys, queryClient, useMay } from "@/shared/api";
import { useChannels, useEvents } from "@/shared/realtime";

/** A number that changes its state anywhere is read again here. */
export function useLiveNumbers(): void {
  const allowed = useMay("read:whatsapp_configs");
  useChannels(allowed ? "numbers" : null);
  useEvents((events) => {
    const changed = events.filter((event) => event.type === "number_updated");
    if (changed.length === 0) return;
    void queryClient.invalidateQueries({ queryKey: keys.numbers() });
    for (const { data } of changed)
      void queryClient.invalidateQueries({ queryKey: keys.number(String(data.whatsapp_config_id)), exact: true });
  });
}

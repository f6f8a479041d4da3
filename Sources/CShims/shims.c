#define _GNU_SOURCE
#include "CShims.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

int kiik_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int kiik_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

struct start {
    char name[16];
    void (*run)(void *);
    void *context;
};

static void *begin(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name);
    start.run(start.context);
    return NULL;
}

int kiik_thread_start(const char *name, void (*run)(void *), void *context) {
    struct start *start = calloc(1, sizeof *start);
    if (start == NULL) return -1;
    strncpy(start->name, name, sizeof start->name - 1);
    start->run = run;
    start->context = context;

    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        free(start);
        return -1;
    }
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    // Signals are for the main thread; a new thread inherits the mask.
    sigset_t all, previous;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    pthread_t thread;
    int failure = pthread_create(&thread, &attributes, begin, start);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    pthread_attr_destroy(&attributes);
    if (failure != 0) free(start);
    return failure;
}

int kiik_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : count;
}

void kiik_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    posix_spawn_file_actions_addclosefrom_np(actions, first);
}

void kiik_spawn_change_directory(posix_spawn_file_actions_t *actions, const char *path) {
    posix_spawn_file_actions_addchdir_np(actions, path);
}

int kiik_spawn_own_session(void) { return POSIX_SPAWN_SETSID; }
